#include "cuda/radius_graph_stage.hpp"

#include <stdexcept>

namespace trackloom::cuda {

void RadiusGraphStage::describe(StageDescription<Config>& stage) {
  stage.doc("metric_learning.radius_graph on a CUDA device: the same graph.")
      .copies("points to the device, unless cuda.embed made them there");
  stage.inputs({"device_hits", "hits", "points", "device_points"})
      .outputs({"device_graph", "device_scores"});
  metric_learning::describe_parameters(stage);
  stage.param("overflow", &Config::overflow)
      .one_of({"fail", "cpu"})
      .doc("an event that needs more device memory than there is fails, or is done on the CPU");
  describe_device(stage);
}

RadiusGraphStage::RadiusGraphStage(const Config& config) : config_(config) {
  require_device(config, "cuda.radius_graph", "metric_learning.radius_graph");
}

std::unique_ptr<RadiusGraphStage::Lane> RadiusGraphStage::make_lane(unsigned index) {
  return std::make_unique<Lane>(lane_settings(config_, "cuda.radius_graph", index));
}

void RadiusGraphStage::acquire(Lane& lane, Completion done, const DeviceHits& device_hits,
                               const Hits& hits, const metric_learning::Points* points,
                               const DevicePoints* device_points) {
  lane.lane.start(std::move(done), [this, &lane, &device_hits, &hits, points, device_points] {
    const Stream& stream = lane.lane.stream();
    require_here(lane.lane, device_hits);
    device_hits.wait(stream);
    if ((points == nullptr) == (device_points == nullptr)) {
      throw std::runtime_error(
          "points are wanted from one stage: connect metric_learning.embed to the port 'points' or "
          "cuda.embed to the port 'device_points'");
    }
    if (device_points != nullptr) {
      require_here(lane.lane, *device_points);
      device_points->wait(stream);
      const PointRows& there = device_points->get();
      if (there.value.size() != std::size_t{there.dimensions} * device_hits.get().count) {
        throw std::runtime_error("there are " + std::to_string(there.value.size()) +
                                 " numbers of points in " + std::to_string(there.dimensions) +
                                 " dimensions, the event has " + std::to_string(hits.size()) +
                                 " hits");
      }
    } else {
      metric_learning::require_points_of(hits, *points);
    }
    build(lane, device_hits.get(), hits, points,
          device_points == nullptr ? nullptr : &device_points->get());
    lane.graph_ready.record(stream);
    lane.scores_ready.record(stream);
  });
}

void RadiusGraphStage::build(Lane& lane, const HitColumns& device_hits, const Hits& hits,
                             const metric_learning::Points* points,
                             const PointRows* device_points) {
  const auto on_device = [&] {
    if (points != nullptr) {
      lane.search.build(lane.lane, config_, device_hits, *points, lane.graph, lane.scores);
    } else {
      lane.search.build(lane.lane, config_, device_hits, *device_points, lane.graph, lane.scores);
    }
  };
  if (config_.overflow == "fail") return overflow_.watch(on_device);
  try {
    on_device();
  } catch (const OutOfMemory&) {
    overflow_.on_cpu.fetch_add(1, std::memory_order_relaxed);
    lane.lane.stream().wait();
    if (points != nullptr) return build_on_cpu(lane, hits, *points);
    metric_learning::Points copied;
    const std::size_t count = device_points->value.size();
    float* staging = lane.staging.room_for(count);
    copy_to_host(staging, device_points->value.data(), count * sizeof(float),
                 lane.lane.stream().handle());
    lane.lane.stream().wait();
    copied.dimensions = device_points->dimensions;
    copied.value.assign(staging, staging + count);
    build_on_cpu(lane, hits, copied);
  }
}

// What this copies to the device counts against no limit: later stages need the graph there.
void RadiusGraphStage::build_on_cpu(Lane& lane, const Hits& hits,
                                    const metric_learning::Points& points) {
  HitGraph graph;
  EdgeScores scores;
  metric_learning::RadiusGraph{config_}(hits, points, graph, scores);
  lane.graph.nodes = graph.nodes;
  lane.graph.edges = static_cast<std::uint32_t>(graph.edges());
  if (graph.first.empty()) graph.first.assign(1, 0);
  lane.lane.upload(lane.graph.source, std::span<const std::uint32_t>(graph.source));
  lane.lane.upload(lane.graph.target, std::span<const std::uint32_t>(graph.target));
  lane.lane.upload(lane.graph.first, std::span<const std::uint32_t>(graph.first));
  lane.lane.upload(lane.scores.value, std::span<const float>(scores.value));
}

void RadiusGraphStage::produce(Lane& lane, DeviceGraph& graph, DeviceScores& scores) {
  lane.lane.finish();
  scores.publish(lane.scores, lane.scores_ready, config_.device);
  graph.publish(lane.graph, lane.graph_ready, config_.device);
}

}  // namespace trackloom::cuda
