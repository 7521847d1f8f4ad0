#include "progress_line.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

ProgressStyle progress_style(const std::string& text) {
  if (text == "off") return ProgressStyle::off;
  if (text == "plain") return ProgressStyle::plain;
  return ::isatty(STDERR_FILENO) != 0 ? ProgressStyle::line : ProgressStyle::plain;
}

std::string progress_text(const trackloom::Progress& progress) {
  const auto finished = static_cast<double>(progress.finished);
  const double rate = progress.seconds > 0 ? finished / progress.seconds : 0.0;
  std::string text = std::to_string(progress.finished);
  if (progress.expected >= 0) text.append("/").append(std::to_string(progress.expected));
  char part[64];
  std::snprintf(part, sizeof part, " events, %.3g events/s", rate);
  text += part;
  const double left = static_cast<double>(progress.expected) - finished;
  if (rate > 0 && left > 0) {
    std::snprintf(part, sizeof part, ", %.0f s left", left / rate);
    text += part;
  }
  if (progress.failed > 0)
    text.append(", ").append(std::to_string(progress.failed)).append(" failed");
  if (!progress.status.empty()) text.append(" | ").append(progress.status);
  return text;
}

void ProgressLine::show(const trackloom::Progress& progress) {
  const auto now = std::chrono::steady_clock::now();
  if (style_ == ProgressStyle::line) {
    const std::string text = progress_text(progress);
    const std::size_t blank = width_ > text.size() ? width_ - text.size() : 0;
    std::fprintf(stderr, "\r%s%*s", text.c_str(), static_cast<int>(blank), "");
    width_ = text.size();
  } else if (style_ == ProgressStyle::plain && now - last_ >= std::chrono::seconds(5)) {
    std::fprintf(stderr, "%s\n", progress_text(progress).c_str());
    last_ = now;
  }
}

void ProgressLine::end() {
  if (style_ == ProgressStyle::line && width_ > 0) {
    std::fprintf(stderr, "\r%*s\r", static_cast<int>(width_), "");
  }
}
