// Stage cuda.radius_graph: the device twin of metric_learning.radius_graph.
#pragma once

#include <memory>
#include <string>

#include "cuda/device_stage.hpp"
#include "cuda/products.hpp"
#include "cuda/radius_graph_on_device.hpp"
#include "event_data/hits.hpp"
#include "metric_learning/radius_graph.hpp"

namespace trackloom::cuda {

// The same graph and scores as the CPU stage's of the same points, to the bit. The points come from
// cuda.embed, or from the host.
class RadiusGraphStage {
 public:
  struct Config : DeviceConfig, metric_learning::RadiusParameters {
    std::string overflow = "fail";
  };
  struct Lane {
    RadiusGraphOnDevice search;
    Graph graph;
    Scores scores;
    ReadyEvent graph_ready, scores_ready;
    PinnedBuffer<float> staging;
    cuda::Lane lane;
    explicit Lane(LaneSettings settings) : lane(std::move(settings)) {}
  };
  static void describe(StageDescription<Config>& stage);
  explicit RadiusGraphStage(const Config& config);

  std::unique_ptr<Lane> make_lane(unsigned index);
  // One of the two kinds of points.
  void acquire(Lane& lane, Completion done, const DeviceHits& device_hits, const Hits& hits,
               const metric_learning::Points* points, const DevicePoints* device_points);
  void produce(Lane& lane, DeviceGraph& graph, DeviceScores& scores);
  void finish(Summary& summary) const { overflow_.finish(summary); }

 private:
  void build(Lane& lane, const HitColumns& device_hits, const Hits& hits,
             const metric_learning::Points* points, const PointRows* device_points);
  void build_on_cpu(Lane& lane, const Hits& hits, const metric_learning::Points& points);

  Config config_;
  OverflowCount overflow_;
};

}  // namespace trackloom::cuda
