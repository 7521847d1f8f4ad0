// An asynchronous stage in the graph: lanes, hand-over to the device, production on a worker.
//
// oneTBB's async_node is reserve, hand off, put, release; the same four steps are taken here with
// the graph's own reserve_wait and release_wait, because a node's concurrency does not bound the
// work outstanding on the device: only a lane does. Every hand-over reserves once and releases
// once, in resume (after the put, so that the graph never looks finished) or where acquire has
// failed.
#pragma once

#include <oneapi/tbb/flow_graph.h>

#include <memory>

#include "run/lanes.hpp"
#include "run/stage_call.hpp"
#include "run/stage_exit.hpp"

namespace trackloom {

struct LateCompletions;

class AsyncStage {
 public:
  AsyncStage(StageCall& call, RunControl& control, StageExit& exit, tbb::flow::graph& graph);

  // All predecessors have finished with the event. On a worker; never waits.
  void enter(Flight& flight) noexcept;
  std::uint64_t late_completions() const noexcept;

 private:
  // Gives the lane to this flight and, where that fails, to those waiting behind it.
  void start(Flight* flight, Lane& lane) noexcept;
  bool launch(Flight& flight, Lane& lane) noexcept;
  void resume(Flight& flight) noexcept;
  void produce(Flight& flight) noexcept;

  StageCall& call_;
  RunControl& control_;
  StageExit& exit_;
  tbb::flow::graph& graph_;
  LanePool lanes_;
  std::shared_ptr<LateCompletions> late_;
  tbb::flow::function_node<Flight*> producer_;
};

}  // namespace trackloom
