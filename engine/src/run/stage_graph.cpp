#include "run/stage_graph.hpp"

#include <oneapi/tbb/task_arena.h>

namespace trackloom {

using tbb::flow::function_node;
using tbb::flow::sequencer_node;

StageGraph::StageGraph(Plan& plan, RunControl& control, GraphExit& exit, unsigned threads)
    : wiring_(plan), exit_(exit), control_(control), nodes_(plan.stages.size()) {
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    calls_.push_back(std::make_unique<StageCall>(plan.stages[i], i, control, threads));
  }
  for (std::size_t i = 1; i < plan.stages.size(); ++i) make_node(i, plan.run.input_order);
}

void StageGraph::make_node(std::size_t stage, bool input_order) {
  StageCall& call = *calls_[stage];
  const StageInfo& info = *call.stage().info;
  Node& node = nodes_[stage];
  const std::size_t unlimited = tbb::flow::unlimited;
  const std::size_t concurrency = call.concurrency() == 0 ? unlimited : call.concurrency();
  if (info.kind != StageKind::sink) {
    if (info.kind == StageKind::async_stage) {
      node.async = std::make_unique<AsyncStage>(call, control_, *this, graph_);
    }
    node.body.emplace(graph_, info.kind == StageKind::async_stage ? unlimited : concurrency,
                      [this, stage](Flight* flight) { run_stage(stage, *flight); });
    return;
  }
  node.body.emplace(graph_, concurrency,
                    [this, stage](Flight* flight) { run_sink(stage, *flight); });
  if (info.ordered && input_order) {
    node.sequencer.emplace(graph_, [](Flight* flight) -> std::size_t {
      return static_cast<std::size_t>(flight->sequence.load(std::memory_order_relaxed));
    });
    tbb::flow::make_edge(*node.sequencer, *node.body);
  }
}

void StageGraph::prepare(Flight& flight) noexcept {
  for (std::size_t i = 1; i < calls_.size(); ++i) {
    flight.event.pending(i).store(wiring_.predecessors[i], std::memory_order_relaxed);
  }
  flight.gate.store(wiring_.final_count, std::memory_order_relaxed);
  flight.sinks_left.store(static_cast<std::uint32_t>(wiring_.sinks.size()),
                          std::memory_order_relaxed);
}

// The acquire load of the counter that the last predecessor brought to zero orders everything the
// predecessors did before this body, without relying on how the task came to this thread.
void StageGraph::run_stage(std::size_t stage, Flight& flight) noexcept {
  (void)flight.event.pending(stage).load(std::memory_order_acquire);
  StageRecord& record = flight.records[stage];
  if (record.upstream_failed.load(std::memory_order_relaxed)) {
    record.upstream_failed.store(false, std::memory_order_relaxed);
    leave(stage, flight, false, now_ns());
    return;
  }
  if (control_.giving_up()) {
    calls_[stage]->give_up(flight);
    leave(stage, flight, false, now_ns());
    return;
  }
  if (nodes_[stage].async) {
    nodes_[stage].async->enter(flight);
    return;
  }
  const bool ok = calls_[stage]->run(flight);
  leave(stage, flight, ok, ok ? record.end : now_ns());
}

void StageGraph::leave(std::size_t stage, Flight& flight, bool ok, std::int64_t end) noexcept {
  if (wiring_.final[stage]) {
    if (flight.gate.fetch_sub(1, std::memory_order_acq_rel) == 1) deliver(flight, end);
    return;
  }
  const auto& successors = wiring_.successors[stage];
  if (!ok) {
    for (const std::size_t next : successors) {
      flight.records[next].upstream_failed.store(true, std::memory_order_relaxed);
    }
  }
  for (const std::size_t next : successors) {
    if (flight.event.pending(next).fetch_sub(1, std::memory_order_acq_rel) != 1) continue;
    flight.records[next].ready.store(end, std::memory_order_relaxed);
    nodes_[next].body->try_put(&flight);
  }
}

void StageGraph::deliver(Flight& flight, std::int64_t end) noexcept {
  if (wiring_.sinks.empty()) {
    exit_.finished(flight);
    return;
  }
  flight.deliver = flight.event.alive();
  flight.sequence.store(flight.event.info().sequence, std::memory_order_relaxed);
  for (const std::size_t sink : wiring_.sinks) {
    flight.records[sink].ready.store(end, std::memory_order_relaxed);
  }
  flight.handoff.fetch_add(1, std::memory_order_release);
  for (const std::size_t sink : wiring_.sinks) {
    Node& node = nodes_[sink];
    if (node.sequencer) {
      node.sequencer->try_put(&flight);
    } else {
      node.body->try_put(&flight);
    }
  }
}

// An event that has passed the gate reaches all its sinks, also when the run is stopped meanwhile,
// so that they agree on which events they hold. Only a fatal error ends that.
void StageGraph::run_sink(std::size_t stage, Flight& flight) noexcept {
  (void)flight.handoff.load(std::memory_order_acquire);
  if (flight.deliver) {
    if (control_.aborted()) {
      calls_[stage]->give_up(flight);
    } else {
      calls_[stage]->run(flight);
    }
  }
  if (flight.sinks_left.fetch_sub(1, std::memory_order_acq_rel) == 1) exit_.finished(flight);
}

std::uint64_t StageGraph::late_completions(std::size_t stage) const noexcept {
  return nodes_[stage].async ? nodes_[stage].async->late_completions() : 0;
}

}  // namespace trackloom
