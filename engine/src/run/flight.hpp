// An event of the pool, with what the engine keeps beside its products.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "report/histogram.hpp"
#include "run/clock.hpp"
#include "trackloom/event.hpp"

namespace trackloom {

class DeviceCall;
struct Lane;

// Sums of one stage over all events that one flight has carried. The flights are the shards of the
// metrics: one thread at a time works on a stage of a flight, so that no counter is contended.
struct StageTotals {
  std::uint64_t calls = 0;
  std::uint64_t failures = 0;
  std::int64_t time_ns = 0;
  std::int64_t wait_ns = 0;
  std::uint64_t bytes = 0;
  TimeHistogram times;
};

// What one stage does with the event at hand. Plain members belong to the thread that runs the
// stage on this event; the next one is ordered after it by Event::pending, `handoff`, or a lock.
struct StageRecord {
  std::atomic<std::int64_t> ready{0};        // ns; when the last predecessor finished
  std::atomic<bool> upstream_failed{false};  // set by predecessors before they count down
  std::atomic<std::int64_t> running{0};      // for the watchdog: start in ns * 2 + first call
  std::atomic<std::uint32_t> handoff{0};     // orders a device's thread before the worker

  // For the trace; start is 0 where the stage has not run.
  std::int64_t start = 0, end = 0;
  std::int64_t acquired = 0, device_end = 0, produced = 0;  // asynchronous stages
  int thread = 0, produce_thread = 0;

  // Asynchronous stages.
  std::shared_ptr<DeviceCall> device;
  Lane* lane = nullptr;
  unsigned attempts = 0;

  StageTotals totals;
};

struct Flight {
  Flight(std::span<const ProductOps* const> slots, std::size_t stage_count)
      : event(slots, stage_count), records(std::make_unique<StageRecord[]>(stage_count)) {}

  Event event;
  std::unique_ptr<StageRecord[]> records;  // by stage
  std::atomic<std::uint64_t> id{0};        // the event's id, for other threads (watchdog)
  std::atomic<std::uint64_t> sequence{0};  // the event's, for sequencers: they may look late
  std::atomic<std::uint32_t> gate{0};      // final stages still at work
  std::atomic<std::uint32_t> sinks_left{0};
  std::atomic<std::uint32_t> handoff{0};       // orders the gate before the sinks
  bool deliver = false;                        // whether the sinks see the event
  std::function<void(const Event&)> complete;  // of a host program
};

}  // namespace trackloom
