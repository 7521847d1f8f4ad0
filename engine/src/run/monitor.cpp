#include "run/monitor.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace trackloom {
namespace {

using Clock = std::chrono::steady_clock;

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g s", seconds);
  return text;
}

std::string wall_clock(double seconds_ago) {
  const std::time_t then = std::time(nullptr) - static_cast<std::time_t>(seconds_ago);
  std::tm parts{};
  localtime_r(&then, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%H:%M:%S", &parts);
  return text;
}

}  // namespace

std::string Watchdog::check(std::int64_t now) const {
  for (const auto& flight : flights_) {
    for (std::size_t i = 0; i < plan_.stages.size(); ++i) {
      const std::int64_t running = flight->records[i].running.load(std::memory_order_relaxed);
      if (running == 0) continue;
      const bool first = (running & 1) != 0;
      const double limit =
          (first ? plan_.run.first_event_timeout : plan_.run.event_timeout).count();
      const double elapsed = static_cast<double>(now - running / 2) * 1e-9;
      if (limit <= 0 || elapsed <= limit) continue;
      const std::string event =
          i == 0 ? "its next event"
                 : "event " + std::to_string(flight->id.load(std::memory_order_relaxed));
      return "stage " + plan_.stages[i].name + " has been at work on " + event + " since " +
             wall_clock(elapsed) + " (" + seconds_text(elapsed) + "), longer than run." +
             (first ? "first_event_timeout_s" : "event_timeout_s") + " (" + seconds_text(limit) +
             ")";
    }
  }
  return {};
}

std::chrono::milliseconds Watchdog::period() const {
  double shortest = 2.0;
  for (const double limit :
       {plan_.run.first_event_timeout.count(), plan_.run.event_timeout.count()}) {
    if (limit > 0) shortest = std::min(shortest, limit);
  }
  return std::chrono::milliseconds(std::max(5, static_cast<int>(shortest * 250)));
}

Ticker::Ticker(std::vector<Job> jobs)
    : thread_([this, jobs = std::move(jobs)]() mutable { loop(std::move(jobs)); }) {}

Ticker::~Ticker() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Ticker::loop(std::vector<Job> jobs) {
  std::vector<Clock::time_point> due;
  for (const Job& job : jobs) due.push_back(Clock::now() + job.period);
  std::unique_lock lock(mutex_);
  while (!ending_) {
    const auto next = std::min_element(due.begin(), due.end());
    if (wake_.wait_until(lock, *next, [this] { return ending_; })) return;
    lock.unlock();
    const auto index = static_cast<std::size_t>(next - due.begin());
    jobs[index].work();
    *next = Clock::now() + jobs[index].period;
    lock.lock();
  }
}

}  // namespace trackloom
