// The oneTBB flow graph of a plan: one node per stage, one message per event in flight.
//
// Facts about oneTBB (2021.8, and as read in the source up to 2022.3) that decide how it is built:
// - Nodes with a queue hide an unbounded one. None needs a bound here: messages are the K flights
//   of the pool, so that no queue can hold more. A limiter_node would cost more than that loop of
//   tokens and has had lost-decrement bugs.
// - Fan-in is an atomic counter per event and stage: the predecessor that counts it to zero puts
// the
//   event. A `queueing` join pairs by arrival and mixes events; `tag_matching` is right but 2-3
//   times dearer. Counting in the predecessor saves the hop through a counting node.
// - Serial is not ordered: a sequencer_node with dense numbers is, and failed events flow through
// it
//   as tombstones, so that there is no gap.
// - An exception that leaves a body cancels the whole graph: bodies here are noexcept, stages are
//   called through functions that return a Failure.
// - A task spawned last runs first on the same thread: an event is followed to its end before the
//   next one is begun, others steal the oldest task. Priorities would disturb that and are not
//   used.
#pragma once

#include <oneapi/tbb/flow_graph.h>

#include <memory>
#include <optional>
#include <vector>

#include "run/async_stage.hpp"
#include "run/stage_call.hpp"
#include "run/stage_exit.hpp"
#include "run/wiring.hpp"

namespace trackloom {

// Takes events that have been through all stages and sinks; called on a worker.
class GraphExit {
 public:
  virtual ~GraphExit() = default;
  virtual void finished(Flight& flight) noexcept = 0;
};

class StageGraph final : public StageExit {
 public:
  // The nodes run in the arena of the constructing thread. Makes clones and lanes: throws
  // ConfigError or std::runtime_error where a stage refuses.
  StageGraph(Plan& plan, RunControl& control, GraphExit& exit, unsigned threads);

  // Readies a recycled flight for its next event, before the source fills it.
  void prepare(Flight& flight) noexcept;
  // The source is stage 0: call leave(0, ...) when it has filled the event. Any thread.
  void leave(std::size_t stage, Flight& flight, bool ok, std::int64_t end) noexcept override;

  tbb::flow::graph& graph() noexcept { return graph_; }
  StageCall& call(std::size_t stage) noexcept { return *calls_[stage]; }
  std::size_t size() const noexcept { return calls_.size(); }
  // Of an asynchronous stage; 0 for others.
  std::uint64_t late_completions(std::size_t stage) const noexcept;

 private:
  struct Node {
    std::optional<tbb::flow::sequencer_node<Flight*>> sequencer;
    std::optional<tbb::flow::function_node<Flight*>> body;
    std::unique_ptr<AsyncStage> async;
  };

  void make_node(std::size_t stage, bool input_order);
  void run_stage(std::size_t stage, Flight& flight) noexcept;
  void run_sink(std::size_t stage, Flight& flight) noexcept;
  void deliver(Flight& flight, std::int64_t end) noexcept;

  // make_edge from a sequencer leaves a task behind, also in a graph that is never run: nodes may
  // be destroyed only after it.
  struct Drain {
    tbb::flow::graph& graph;
    ~Drain() { graph.wait_for_all(); }
  };

  Wiring wiring_;
  GraphExit& exit_;
  RunControl& control_;
  tbb::flow::graph graph_;
  std::vector<std::unique_ptr<StageCall>> calls_;
  std::vector<Node> nodes_;
  Drain drain_{graph_};
};

}  // namespace trackloom
