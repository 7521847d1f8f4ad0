// What stages see of the run: RunContext, and the board for their status lines.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "run/control.hpp"
#include "trackloom/run_context.hpp"

namespace trackloom {

// Thread-safe.
class StatusBoard {
 public:
  void set(const std::string& stage, const std::string& text);
  std::string line() const;  // "stage: text" of every stage that said something

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> texts_;
};

class StageContext final : public RunContext {
 public:
  struct Settings {
    std::filesystem::path output;
    unsigned threads = 0;
    unsigned in_flight = 0;
    std::uint64_t event_limit = 0;
  };
  StageContext(std::string name, const Settings& settings, const RunControl& control,
               StatusBoard& board)
      : name_(std::move(name)), settings_(settings), control_(control), board_(board) {}

  const std::string& stage_name() const override { return name_; }
  const std::filesystem::path& output_directory() const override { return settings_.output; }
  unsigned threads() const override { return settings_.threads; }
  unsigned in_flight() const override { return settings_.in_flight; }
  std::uint64_t event_limit() const override { return settings_.event_limit; }
  bool stop_requested() const override { return control_.stop_level() > 0 || control_.aborted(); }
  void status(const std::string& text) override { board_.set(name_, text); }

 private:
  std::string name_;
  const Settings& settings_;
  const RunControl& control_;
  StatusBoard& board_;
};

}  // namespace trackloom
