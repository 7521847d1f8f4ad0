// One stage as the engine calls it: instances, error policy, retries and measurements.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "run/control.hpp"
#include "run/flight.hpp"
#include "trackloom/plan.hpp"

namespace trackloom {

class StageCall {
 public:
  // Makes the clones of a clone_per_thread stage. Throws ConfigError, std::runtime_error.
  StageCall(PlannedStage& stage, std::size_t index, RunControl& control, unsigned threads);

  // Runs the stage on the event; thread-safe for as many events as concurrency() says. False: the
  // event has failed (its Failure is set) and the stages after this one must not run.
  bool run(Flight& flight) noexcept;

  // Books a failed attempt. True: the policy says to try again (the outputs are cleared). False:
  // the event has failed for good.
  bool try_again(Flight& flight, Failure failure, unsigned attempts) noexcept;
  // The event fails or is skipped in this stage; a fatal error, or the policy, aborts the run.
  void failed_for_good(Flight& flight, Failure failure) noexcept;
  // Fails the event because the run is being given up.
  void give_up(Flight& flight) noexcept;

  // Marks start and end of a call in the flight's record, for metrics, watchdog and trace.
  void started(Flight& flight, std::int64_t start) noexcept {
    StageRecord& record = flight.records[index_];
    record.start = start;
    const bool first = !warm_.load(std::memory_order_relaxed);
    record.running.store(start * 2 + (first ? 1 : 0), std::memory_order_relaxed);
  }
  void ended(Flight& flight, std::int64_t end) noexcept {
    StageRecord& record = flight.records[index_];
    record.running.store(0, std::memory_order_relaxed);
    record.end = end;
    ++record.totals.calls;
    record.totals.wait_ns += record.start - record.ready.load(std::memory_order_relaxed);
    record.totals.time_ns += end - record.start;
    record.totals.times.add(end - record.start);
    if (!warm_.load(std::memory_order_relaxed)) warm_.store(true, std::memory_order_relaxed);
  }
  // The call did nothing that counts: a source at its end, or an event passed over.
  void cancelled(Flight& flight) noexcept {
    flight.records[index_].running.store(0, std::memory_order_relaxed);
    flight.records[index_].start = 0;
  }
  void add_bytes(Flight& flight) noexcept {
    std::uint64_t bytes = 0;
    for (const Output& output : outputs_) {
      bytes += output.ops->bytes(flight.event.slot(output.slot));
    }
    flight.records[index_].totals.bytes += bytes;
  }

  PlannedStage& stage() noexcept { return stage_; }
  const PlannedStage& stage() const noexcept { return stage_; }
  std::size_t index() const noexcept { return index_; }
  // Calls side by side; 0: unlimited.
  unsigned concurrency() const noexcept { return concurrency_; }
  // The first instance and its clones.
  const std::vector<void*>& instances() const noexcept { return instances_; }

 private:
  struct Output {
    std::uint16_t slot;
    const ProductOps* ops;
  };

  void* take_instance() noexcept;
  void give_instance(void* instance) noexcept;
  bool clear_outputs(Flight& flight) noexcept;

  PlannedStage& stage_;
  std::size_t index_;
  RunControl& control_;
  unsigned concurrency_ = 0;
  std::vector<Output> outputs_;
  std::vector<StageInstance> clones_;
  std::vector<void*> instances_;
  std::unique_ptr<std::atomic<void*>[]>
      free_;                       // clones that no thread uses; null entries are taken
  std::atomic<unsigned> turn_{0};  // orders the calls of a serial stage
  std::atomic<bool> warm_{false};  // a first call has ended
};

}  // namespace trackloom
