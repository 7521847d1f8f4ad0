#include "run/stage_call.hpp"

#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include "trackloom/log.hpp"

namespace trackloom {
namespace {

unsigned allowed_concurrency(const PlannedStage& stage, unsigned threads) {
  if (stage.info == nullptr) return 1;  // the host program's source
  switch (stage.info->concurrency) {
    case Concurrency::serial:
      return 1;
    case Concurrency::clone_per_thread:
      return stage.concurrency == 0 ? threads : std::min(threads, stage.concurrency);
    case Concurrency::parallel:
      break;
  }
  return stage.concurrency;
}

}  // namespace

StageCall::StageCall(PlannedStage& stage, std::size_t index, RunControl& control, unsigned threads)
    : stage_(stage),
      index_(index),
      control_(control),
      concurrency_(allowed_concurrency(stage, threads)),
      instances_{stage.instance.get()} {
  if (stage.info == nullptr || stage.info->concurrency != Concurrency::clone_per_thread) return;
  for (unsigned i = 1; i < concurrency_; ++i) {
    Failure failure;
    void* clone = stage.entry->create(stage.parameters, failure);
    if (clone == nullptr) {
      const std::string what = "stage " + stage.name + ": " + failure.message;
      if (failure.kind == FailureKind::configuration) throw ConfigError(what, failure.parameter);
      throw std::runtime_error(what);
    }
    clones_.emplace_back(clone, StageDeleter{stage.entry});
    instances_.push_back(clone);
  }
  free_ = std::make_unique<std::atomic<void*>[]>(instances_.size());
  for (std::size_t i = 0; i < instances_.size(); ++i) free_[i] = instances_[i];
}

// There are as many instances as the graph lets calls in, so that a free one is always found.
void* StageCall::take_instance() noexcept {
  if (free_ == nullptr) return instances_[0];
  for (std::size_t i = 0;; i = (i + 1) % instances_.size()) {
    if (void* instance = free_[i].exchange(nullptr, std::memory_order_acquire)) return instance;
  }
}

void StageCall::give_instance(void* instance) noexcept {
  if (free_ == nullptr) return;
  for (std::size_t i = 0; i < instances_.size(); ++i) {
    void* expected = nullptr;
    if (free_[i].compare_exchange_strong(expected, instance, std::memory_order_release,
                                         std::memory_order_relaxed)) {
      return;
    }
  }
}

bool StageCall::run(Flight& flight) noexcept {
  for (unsigned attempts = 1;; ++attempts) {
    Failure failure;
    started(flight, now_ns());
    flight.records[index_].thread = tbb::this_task_arena::current_thread_index();
    void* instance = take_instance();
    CallResult result = CallResult::failed;
    // A stage that waits for its own parallel_for must not pick up another event's stage meanwhile:
    // it would hold its instance, and this event, for that long.
    tbb::this_task_arena::isolate(
        [&] { result = stage_.entry->call(instance, flight.event, stage_.slots.data(), failure); });
    give_instance(instance);
    ended(flight, now_ns());
    if (result != CallResult::failed) {
      add_bytes(flight);
      return true;
    }
    if (!try_again(flight, std::move(failure), attempts)) return false;
  }
}

void StageCall::started(Flight& flight, std::int64_t start) noexcept {
  StageRecord& record = flight.records[index_];
  record.start = start;
  const bool first = !warm_.load(std::memory_order_relaxed);
  record.running.store(start * 2 + (first ? 1 : 0), std::memory_order_relaxed);
}

void StageCall::cancelled(Flight& flight) noexcept {
  StageRecord& record = flight.records[index_];
  record.running.store(0, std::memory_order_relaxed);
  record.start = 0;
}

void StageCall::ended(Flight& flight, std::int64_t end) noexcept {
  StageRecord& record = flight.records[index_];
  record.running.store(0, std::memory_order_relaxed);
  record.end = end;
  ++record.totals.calls;
  record.totals.wait_ns += record.start - record.ready.load(std::memory_order_relaxed);
  record.totals.time_ns += end - record.start;
  record.totals.times.add(end - record.start);
  if (!warm_.load(std::memory_order_relaxed)) warm_.store(true, std::memory_order_relaxed);
}

void StageCall::add_bytes(Flight& flight) noexcept {
  const auto& ports = stage_.info->ports;
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    if (ports[i].direction == PortDirection::output) {
      bytes += ports[i].ops->bytes(flight.event.slot(stage_.slots[i]));
    }
  }
  flight.records[index_].totals.bytes += bytes;
}

// False where a product cannot be cleared: the stage is then not called again.
bool StageCall::clear_outputs(Flight& flight) noexcept {
  const auto& ports = stage_.info->ports;
  try {
    for (std::size_t i = 0; i < ports.size(); ++i) {
      if (ports[i].direction == PortDirection::output) {
        ports[i].ops->clear(flight.event.slot(stage_.slots[i]));
      }
    }
  } catch (const std::exception& error) {
    logger(stage_.name)->warn("an output cannot be cleared: {}", error.what());
    return false;
  }
  return true;
}

bool StageCall::try_again(Flight& flight, Failure failure, unsigned attempts) noexcept {
  const bool retryable = failure.kind != FailureKind::skipped && failure.kind != FailureKind::fatal;
  if (retryable && stage_.on_error == ErrorPolicy::retry && attempts <= stage_.retries &&
      !control_.giving_up() && clear_outputs(flight)) {
    StageRecord& record = flight.records[index_];
    ++record.totals.failures;
    record.ready.store(now_ns(), std::memory_order_relaxed);
    return true;
  }
  failed_for_good(flight, std::move(failure));
  return false;
}

void StageCall::failed_for_good(Flight& flight, Failure failure) noexcept {
  const bool skip = failure.kind == FailureKind::skipped;
  if (!skip) ++flight.records[index_].totals.failures;
  const std::uint64_t id = flight.event.info().id;
  const bool fatal = failure.kind == FailureKind::fatal;
  if (fatal || (!skip && stage_.on_error == ErrorPolicy::abort)) {
    control_.abort("stage " + stage_.name + ", event " + std::to_string(id) + ": " +
                   failure.message);
  } else {
    logger(stage_.name)
        ->log(skip ? spdlog::level::info : spdlog::level::warn, "event {} {}: {}", id,
              skip ? "skipped" : "failed", failure.message);
  }
  flight.event.fail(index_, std::move(failure));
}

void StageCall::give_up(Flight& flight) noexcept {
  flight.event.fail(index_, {FailureKind::failed, "given up: the run was stopped", {}});
}

}  // namespace trackloom
