#include "cuda/cut_stage.hpp"

namespace trackloom::cuda {

void CutStage::describe(StageDescription<Config>& stage) {
  stage.doc("graph.cut on a CUDA device: the same edges.");
  stage.inputs({"device_graph", "device_scores"}).outputs({"device_graph", "device_scores"});
  stage.param("min_score", &Config::min_score).range(0, 1).doc("drop edges with less");
  stage.param("max_edges", &Config::max_edges)
      .range(1, 0x7FFFFFFF)
      .doc("keep at most so many edges, those with the best scores");
  describe_device(stage);
}

CutStage::CutStage(const Config& config) : config_(config) {
  require_device(config, "cuda.cut", "graph.cut");
}

std::unique_ptr<CutStage::Lane> CutStage::make_lane(unsigned index) {
  return std::make_unique<Lane>(lane_settings(config_, "cuda.cut", index));
}

void CutStage::acquire(Lane& lane, Completion done, const DeviceGraph& graph,
                       const DeviceScores& scores) {
  lane.lane.start(std::move(done), [this, &lane, &graph, &scores] {
    require_here(lane.lane, graph);
    require_here(lane.lane, scores);
    graph.wait(lane.lane.stream());
    scores.wait(lane.lane.stream());
    overflow_.watch([&] {
      lane.cut.cut(lane.lane, graph.get(), scores.get(), config_.min_score,
                   static_cast<std::uint32_t>(config_.max_edges), lane.graph, lane.scores);
    });
    lane.graph_ready.record(lane.lane.stream());
    lane.scores_ready.record(lane.lane.stream());
  });
}

void CutStage::produce(Lane& lane, DeviceGraph& graph, DeviceScores& scores) {
  lane.lane.finish();
  scores.publish(lane.scores, lane.scores_ready, config_.device);
  graph.publish(lane.graph, lane.graph_ready, config_.device);
}

}  // namespace trackloom::cuda
