#include "cuda/layer_map_stage.hpp"

#include <algorithm>
#include <cstring>

namespace trackloom::cuda {

void LayerMapStage::describe(StageDescription<Config>& stage) {
  stage.doc("layer_map.build_graph on a CUDA device: the same graph.");
  stage.inputs({"device_hits", "hits", "detector"}).outputs({"device_graph", "device_scores"});
  stage.param("map", &Config::map)
      .input_file()
      .required()
      .doc("the map, as layer_map.learn writes it");
  stage.param("min_score", &Config::min_score)
      .range(0, 1)
      .doc("drop edges that the map finds less probable than this");
  stage.param("max_edges", &Config::max_edges)
      .at_least(1)
      .doc("keep at most so many edges, the most probable ones");
  stage.param("overflow", &Config::overflow)
      .one_of({"fail", "cpu"})
      .doc("an event that needs more device memory than there is fails, or is done on the CPU");
  describe_device(stage);
}

LayerMapStage::LayerMapStage(const Config& config) : config_(config) {
  require_device(config, "cuda.layer_map", "layer_map.build_graph");
  try {
    map_ = layer_map::LayerMap::read(config.map);
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "map");
  }
}

std::unique_ptr<LayerMapStage::Lane> LayerMapStage::make_lane(unsigned index) {
  return std::make_unique<Lane>(map_, lane_settings(config_, "cuda.layer_map", index));
}

void LayerMapStage::acquire(Lane& lane, Completion done, const DeviceHits& device_hits,
                            const Hits& hits, const DetectorRef& detector) {
  lane.lane.start(std::move(done), [this, &lane, &device_hits, &hits, &detector] {
    build(lane, device_hits, hits, detector);
    lane.graph_ready.record(lane.lane.stream());
    lane.scores_ready.record(lane.lane.stream());
  });
}

void LayerMapStage::build(Lane& lane, const DeviceHits& device_hits, const Hits& hits,
                          const DetectorRef& detector) {
  require_here(lane.lane, device_hits);
  device_hits.wait(lane.lane.stream());
  const auto on_device = [&] {
    lane.map.build(lane.lane, device_hits.get(), config_.min_score,
                   static_cast<std::uint32_t>(config_.max_edges), lane.graph, lane.scores);
  };
  if (config_.overflow == "fail") return overflow_.watch(on_device);
  try {
    on_device();
  } catch (const OutOfMemory&) {
    overflow_.on_cpu.fetch_add(1, std::memory_order_relaxed);
    build_on_cpu(lane, hits, detector);
  }
}

// What this copies to the device counts against no limit: later stages need the graph there.
void LayerMapStage::build_on_cpu(Lane& lane, const Hits& hits, const DetectorRef& detector) {
  lane.lane.stream().wait();
  if (lane.on_cpu == nullptr) {
    lane.on_cpu = std::make_unique<layer_map::BuildGraph>(
        layer_map::BuildGraph::Config{config_.map, config_.min_score, config_.max_edges});
  }
  HitGraph graph;
  EdgeScores scores;
  (*lane.on_cpu)(hits, detector, nullptr, graph, scores);
  lane.graph.nodes = graph.nodes;
  lane.graph.edges = static_cast<std::uint32_t>(graph.edges());
  if (graph.first.empty()) graph.first.assign(1, 0);
  lane.lane.upload(lane.graph.source, std::span<const std::uint32_t>(graph.source));
  lane.lane.upload(lane.graph.target, std::span<const std::uint32_t>(graph.target));
  lane.lane.upload(lane.graph.first, std::span<const std::uint32_t>(graph.first));
  lane.lane.upload(lane.scores.value, std::span<const float>(scores.value));
}

void LayerMapStage::produce(Lane& lane, DeviceGraph& graph, DeviceScores& scores) {
  lane.lane.finish();
  scores.publish(lane.scores, lane.scores_ready, config_.device);
  graph.publish(lane.graph, lane.graph_ready, config_.device);
}

}  // namespace trackloom::cuda
