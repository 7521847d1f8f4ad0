// Whether the run goes on: signals, fatal errors and the failure limit meet here.
#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "trackloom/run.hpp"

namespace trackloom {

// Thread-safe. Asked before every read and every stage call: two relaxed loads.
class RunControl {
 public:
  explicit RunControl(const StopRequest* stop) : stop_(stop != nullptr ? stop : &never_) {}

  // False: the source reads no further event.
  bool reading() const noexcept {
    return !ended_.load(std::memory_order_relaxed) && stop_level() == 0;
  }
  // True: events in flight are given up before their next stage.
  bool giving_up() const noexcept {
    return aborted_.load(std::memory_order_relaxed) || stop_level() >= 2;
  }
  bool aborted() const noexcept { return aborted_.load(std::memory_order_relaxed); }
  int stop_level() const noexcept { return stop_->level.load(std::memory_order_relaxed); }

  // Ends the run with exit code 6; of several messages the first is kept.
  void abort(const std::string& message);
  // The source ends, events in flight are finished; exit code 3.
  void end_early(const std::string& message);

  std::string abort_message() const;
  std::string early_end_message() const;

 private:
  StopRequest never_;
  const StopRequest* stop_;
  std::atomic<bool> ended_{false};
  std::atomic<bool> aborted_{false};
  mutable std::mutex mutex_;
  std::string abort_message_;
  std::string early_end_message_;
};

}  // namespace trackloom
