#include "cuda/embedding_stage.hpp"

#include <stdexcept>

namespace trackloom::cuda {

void EmbedStage::describe(StageDescription<Config>& stage) {
  stage.doc("metric_learning.embed on a CUDA device; the points stay there.");
  stage.inputs({"device_hits", "hits", "cluster_shapes", "detector"}).outputs({"device_points"});
  stage.param("weights", &Config::weights)
      .doc("weight file (.safetensors) that train_embedding wrote")
      .input_file()
      .required();
  stage.param("overflow", &Config::overflow)
      .one_of({"fail", "cpu"})
      .doc("an event that needs more device memory than there is fails, or is done on the CPU");
  describe_device(stage);
}

EmbedStage::EmbedStage(const Config& config) : config_(config) {
  require_device(config, "cuda.embed", "metric_learning.embed");
  try {
    model_ = metric_learning::read_model(config.weights);
    const std::int64_t hidden = model_.architecture.hidden;
    if (hidden > embedding_kernels::Layer::most_inputs) {
      throw std::runtime_error("the device kernels know embeddings of hidden up to " +
                               std::to_string(embedding_kernels::Layer::most_inputs) +
                               "; this one has " + std::to_string(hidden) +
                               "; use metric_learning.embed");
    }
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "weights");
  }
}

std::unique_ptr<EmbedStage::Lane> EmbedStage::make_lane(unsigned index) {
  return std::make_unique<Lane>(model_, lane_settings(config_, "cuda.embed", index));
}

void EmbedStage::acquire(Lane& lane, Completion done, const DeviceHits& device_hits,
                         const Hits& hits, const ClusterShapes* shapes,
                         const DetectorRef& detector) {
  lane.lane.start(std::move(done), [this, &lane, &device_hits, &hits, shapes, &detector] {
    require_here(lane.lane, device_hits);
    device_hits.wait(lane.lane.stream());
    embed(lane, device_hits.get(), hits, shapes, detector);
    lane.ready.record(lane.lane.stream());
  });
}

void EmbedStage::embed(Lane& lane, const HitColumns& device_hits, const Hits& hits,
                       const ClusterShapes* shapes, const DetectorRef& detector) {
  const auto on_device = [&] { lane.embedding.embed(lane.lane, device_hits, lane.points); };
  if (config_.overflow == "fail") return overflow_.watch(on_device);
  try {
    on_device();
  } catch (const OutOfMemory&) {
    overflow_.on_cpu.fetch_add(1, std::memory_order_relaxed);
    lane.lane.stream().wait();
    if (lane.on_cpu == nullptr) {
      lane.on_cpu =
          std::make_unique<metric_learning::Embed>(metric_learning::Embed::Config{config_.weights});
    }
    metric_learning::Points points;
    (*lane.on_cpu)(hits, shapes, &detector, points);
    lane.points.dimensions = static_cast<std::uint32_t>(points.dimensions);
    lane.lane.upload(lane.points.value, std::span<const float>(points.value));
  }
}

void EmbedStage::produce(Lane& lane, DevicePoints& points) {
  lane.lane.finish();
  points.publish(lane.points, lane.ready, config_.device);
}

}  // namespace trackloom::cuda
