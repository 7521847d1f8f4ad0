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
  for (std::size_t i = 0; stage.info != nullptr && i < stage.info->ports.size(); ++i) {
    const PortInfo& port = stage.info->ports[i];
    if (port.direction == PortDirection::output) outputs_.push_back({stage.slots[i], port.ops});
  }
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
  if (free_ == nullptr) {
    (void)turn_.load(std::memory_order_acquire);
    return instances_[0];
  }
  for (std::size_t i = 0;; i = (i + 1) % instances_.size()) {
    if (void* instance = free_[i].exchange(nullptr, std::memory_order_acquire)) return instance;
  }
}

void StageCall::give_instance(void* instance) noexcept {
  if (free_ == nullptr) {
    if (concurrency_ == 1) turn_.store(1, std::memory_order_release);
    return;
  }
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

// False where a product cannot be cleared: the stage is then not called again.
bool StageCall::clear_outputs(Flight& flight) noexcept {
  try {
    for (const Output& output : outputs_) output.ops->clear(flight.event.slot(output.slot));
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
