#include "cuda/copy_out.hpp"

#include <cstring>
#include <stdexcept>

namespace trackloom::cuda {

void CopyOut::describe(StageDescription<Config>& stage) {
  stage.doc("Copies a graph and its scores from a CUDA device to the host.");
  stage.inputs({"device_graph", "device_scores"}).outputs({"graph", "scores"});
  stage.copies("graph and scores to the host");
  describe_device(stage);
}

CopyOut::CopyOut(const Config& config) : config_(config) {
  require_device(config, "cuda.copy_out", "");
}

std::unique_ptr<CopyOut::Lane> CopyOut::make_lane(unsigned index) {
  return std::make_unique<Lane>(lane_settings(config_, "cuda.copy_out", index));
}

void CopyOut::acquire(Lane& lane, Completion done, const DeviceGraph& graph,
                      const DeviceScores& scores) {
  lane.lane.start(std::move(done), [&lane, &graph, &scores] { copy(lane, graph, scores); });
}

void CopyOut::copy(Lane& lane, const DeviceGraph& device_graph, const DeviceScores& device_scores) {
  require_here(lane.lane, device_graph);
  require_here(lane.lane, device_scores);
  const Graph& graph = device_graph.get();
  const Scores& scores = device_scores.get();
  if (scores.value.size() != graph.edges) {
    throw std::runtime_error("the graph has " + std::to_string(graph.edges) + " edges, there are " +
                             std::to_string(scores.value.size()) + " scores");
  }
  const Stream& stream = lane.lane.stream();
  device_graph.wait(stream);
  device_scores.wait(stream);
  lane.nodes = graph.nodes;
  lane.edges = graph.edges;
  const std::size_t edges = graph.edges, edge_bytes = edges * sizeof(std::uint32_t);
  std::uint32_t* to = lane.staging.room_for(3 * edges + graph.nodes + 1);
  copy_to_host(to, graph.source.data(), edge_bytes, stream.handle());
  copy_to_host(to + edges, graph.target.data(), edge_bytes, stream.handle());
  copy_to_host(to + 2 * edges, scores.value.data(), edge_bytes, stream.handle());
  copy_to_host(to + 3 * edges, graph.first.data(),
               (std::size_t{graph.nodes} + 1) * sizeof(std::uint32_t), stream.handle());
}

void CopyOut::produce(Lane& lane, HitGraph& graph, EdgeScores& scores) {
  lane.lane.finish();
  const std::uint32_t* from = lane.staging.data();
  const std::size_t edges = lane.edges;
  graph.nodes = lane.nodes;
  graph.source.assign(from, from + edges);
  graph.target.assign(from + edges, from + 2 * edges);
  scores.value.resize(edges);
  if (edges > 0) std::memcpy(scores.value.data(), from + 2 * edges, edges * sizeof(float));
  graph.first.assign(from + 3 * edges, from + 3 * edges + lane.nodes + 1);
}

}  // namespace trackloom::cuda
