// Stage cuda.embed: the device twin of metric_learning.embed.
#pragma once

#include <memory>
#include <string>

#include "cuda/device_stage.hpp"
#include "cuda/embedding_on_device.hpp"
#include "cuda/products.hpp"
#include "event_data/cluster_shape.hpp"
#include "event_data/hits.hpp"
#include "metric_learning/embed.hpp"

namespace trackloom::cuda {

// The points of the CPU stage up to rounding (EmbeddingOnDevice); they stay on the device.
class EmbedStage {
 public:
  struct Config : DeviceConfig {
    std::string weights;
    std::string overflow = "fail";
  };
  struct Lane {
    EmbeddingOnDevice embedding;
    PointRows points;
    ReadyEvent ready;
    std::unique_ptr<metric_learning::Embed> on_cpu;  // made when it is first needed
    cuda::Lane lane;
    Lane(const metric_learning::Model& model, LaneSettings settings)
        : embedding(model), lane(std::move(settings)) {}
  };
  static void describe(StageDescription<Config>& stage);
  explicit EmbedStage(const Config& config);

  std::unique_ptr<Lane> make_lane(unsigned index);
  void acquire(Lane& lane, Completion done, const DeviceHits& device_hits, const Hits& hits,
               const ClusterShapes* shapes, const DetectorRef& detector);
  void produce(Lane& lane, DevicePoints& points);
  void finish(Summary& summary) const { overflow_.finish(summary); }

 private:
  void embed(Lane& lane, const HitColumns& device_hits, const Hits& hits,
             const ClusterShapes* shapes, const DetectorRef& detector);

  Config config_;
  metric_learning::Model model_;
  OverflowCount overflow_;
};

}  // namespace trackloom::cuda
