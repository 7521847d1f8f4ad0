// The progress display on standard error.
#pragma once

#include <chrono>
#include <string>

#include "trackloom/run.hpp"

enum class ProgressStyle { line, plain, off };

// "auto", "plain" or "off"; auto is one line, rewritten in place, on a terminal, else plain.
ProgressStyle progress_style(const std::string& text);

// events, events/s, ETA, failures and what stages said.
std::string progress_text(const trackloom::Progress& progress);

// Used from one thread at a time.
class ProgressLine {
 public:
  explicit ProgressLine(ProgressStyle style) : style_(style) {}
  void show(const trackloom::Progress& progress);
  // Clears the rewritten line.
  void end();

 private:
  ProgressStyle style_;
  std::size_t width_ = 0;
  std::chrono::steady_clock::time_point last_{};
};
