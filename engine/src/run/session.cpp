#include "trackloom/session.hpp"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <utility>

#include "run/runner.hpp"

namespace trackloom {

// A thread of the session's own is the first worker, so that a host program's thread is busy only
// while it fills its event.
class Session::Impl {
 public:
  Impl(std::unique_ptr<Plan> plan, RunOptions options)
      : plan_(std::move(plan)), options_(std::move(options)) {
    if (plan_->stages[0].entry != nullptr) {
      throw ConfigError("the pipeline has a source: load it with LoadOptions::host_products");
    }
    runner_ = std::make_unique<Runner>(*plan_, options_);
    runner_->begin();
    worker_ = std::thread([this] { runner_->execute(); });
  }

  ~Impl() { drain(); }

  void push(std::uint64_t id, const Fill& fill, Complete complete) {
    if (ended_) throw std::logic_error("push after finish");
    Flight& flight = runner_->host()->take();
    StageGraph& graph = runner_->graph();
    graph.prepare(flight);
    flight.event.info().id = id;
    flight.id.store(id, std::memory_order_relaxed);
    try {
      fill(flight.event);
    } catch (...) {  // the caller's own error: the event has not been pushed
      flight.event.recycle();
      runner_->host()->give_back(flight);
      throw;
    }
    flight.complete = std::move(complete);
    flight.event.info().sequence = next_sequence_.fetch_add(1, std::memory_order_relaxed);
    runner_->ledger().opened();
    graph.leave(0, flight, true, now_ns());
  }

  RunReport finish() {
    if (ended_) throw std::logic_error("a session is finished once only");
    drain();
    return runner_->finish();
  }

 private:
  void drain() {
    if (ended_) return;
    ended_ = true;
    runner_->host()->end();
    worker_.join();
  }

  std::unique_ptr<Plan> plan_;
  RunOptions options_;
  std::unique_ptr<Runner> runner_;
  std::thread worker_;
  std::atomic<std::uint64_t> next_sequence_{0};
  std::atomic<bool> ended_{false};
};

Session::Session(std::unique_ptr<Plan> plan, const RunOptions& options)
    : impl_(std::make_unique<Impl>(std::move(plan), options)) {}

Session::~Session() = default;

void Session::push(std::uint64_t id, const Fill& fill, Complete complete) {
  impl_->push(id, fill, std::move(complete));
}

RunReport Session::finish() {
  return impl_->finish();
}

}  // namespace trackloom
