#include "run/async_stage.hpp"

#include <oneapi/tbb/task_arena.h>

#include <utility>

#include "run/device_call.hpp"

namespace trackloom {

AsyncStage::AsyncStage(StageCall& call, RunControl& control, StageExit& exit,
                       tbb::flow::graph& graph)
    : call_(call),
      control_(control),
      exit_(exit),
      graph_(graph),
      lanes_(*call.stage().entry, call.stage().instance.get(), call.stage().lanes,
             call.stage().name),
      late_(std::make_shared<LateCompletions>(call.stage().name)),
      producer_(graph, tbb::flow::unlimited, [this](Flight* flight) { produce(*flight); }) {}

std::uint64_t AsyncStage::late_completions() const noexcept {
  return late_->count.load(std::memory_order_relaxed);
}

void AsyncStage::enter(Flight& flight) noexcept {
  if (Lane* lane = lanes_.take(flight)) start(&flight, *lane);
}

void AsyncStage::start(Flight* flight, Lane& lane) noexcept {
  while (flight != nullptr) {
    flight->records[call_.index()].attempts = 0;
    if (launch(*flight, lane)) return;
    Flight* next = lanes_.pass_on(lane);
    exit_.leave(call_.index(), *flight, false, now_ns());
    flight = next;
  }
}

// True: the device has the event, which may already be further on. False: the event has failed.
bool AsyncStage::launch(Flight& flight, Lane& lane) noexcept {
  PlannedStage& stage = call_.stage();
  StageRecord& record = flight.records[call_.index()];
  for (;;) {
    if (control_.giving_up()) {
      call_.give_up(flight);
      return false;
    }
    ++record.attempts;
    record.lane = &lane;
    const auto device = std::make_shared<DeviceCall>([this, &flight] { resume(flight); }, late_);
    record.device = device;
    record.thread = tbb::this_task_arena::current_thread_index();
    call_.started(flight, now_ns());
    graph_.reserve_wait();
    Failure failure;
    CallResult result = CallResult::failed;
    tbb::this_task_arena::isolate([&] {
      result = stage.entry->acquire(stage.instance.get(), lane.self, Completion(device),
                                    flight.event, stage.slots.data(), failure);
    });
    record.acquired = now_ns();
    if (result != CallResult::failed) {
      device->handed_over();
      return true;
    }
    device->cancel();
    graph_.release_wait();
    record.device.reset();
    call_.ended(flight, record.acquired);
    if (!call_.try_again(flight, std::move(failure), record.attempts)) return false;
  }
}

// On the device's thread, or at the end of acquire.
void AsyncStage::resume(Flight& flight) noexcept {
  StageRecord& record = flight.records[call_.index()];
  record.device_end = now_ns();
  record.handoff.fetch_add(1, std::memory_order_release);
  producer_.try_put(&flight);
  graph_.release_wait();
}

void AsyncStage::produce(Flight& flight) noexcept {
  PlannedStage& stage = call_.stage();
  StageRecord& record = flight.records[call_.index()];
  (void)record.handoff.load(std::memory_order_acquire);
  const std::shared_ptr<DeviceCall> device = std::move(record.device);
  Lane& lane = *record.lane;
  Failure failure;
  CallResult result = CallResult::failed;
  record.produce_thread = tbb::this_task_arena::current_thread_index();
  record.produced = now_ns();
  if (device->error().empty()) {
    tbb::this_task_arena::isolate([&] {
      result = stage.entry->produce(stage.instance.get(), lane.self, flight.event,
                                    stage.slots.data(), failure);
    });
  } else {
    failure = {FailureKind::failed, device->error(), {}};
  }
  const std::int64_t end = now_ns();
  call_.ended(flight, end);
  const bool ok = result != CallResult::failed;
  if (ok) {
    call_.add_bytes(flight);
  } else if (call_.try_again(flight, std::move(failure), record.attempts) && launch(flight, lane)) {
    return;
  }
  // The device first: the next event's copies and kernels run while this event goes on.
  if (Flight* next = lanes_.pass_on(lane)) start(next, lane);
  exit_.leave(call_.index(), flight, ok, end);
}

}  // namespace trackloom
