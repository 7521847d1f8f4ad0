// The run's own clockwork: looks for hung stages, and shows progress.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "run/flight.hpp"
#include "trackloom/plan.hpp"

namespace trackloom {

// Finds a stage that is longer at work on one event than the pipeline allows. A stage's first call
// (which may load a model) has a limit of its own.
class Watchdog {
 public:
  Watchdog(const Plan& plan, const std::vector<std::unique_ptr<Flight>>& flights)
      : plan_(plan), flights_(flights) {}

  // Empty, or the sentence that names stage, event, since when and the limit. Any thread.
  std::string check(std::int64_t now) const;
  // How often to look, so that a limit is overrun by a quarter at most.
  std::chrono::milliseconds period() const;

 private:
  const Plan& plan_;
  const std::vector<std::unique_ptr<Flight>>& flights_;
};

// Calls functions, each with its own period, from one thread until destroyed.
class Ticker {
 public:
  struct Job {
    std::chrono::milliseconds period;
    std::function<void()> work;
  };
  explicit Ticker(std::vector<Job> jobs);
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  void loop(std::vector<Job> jobs);

  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace trackloom
