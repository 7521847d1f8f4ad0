// Stages cuda.connected_components and cuda.best_edges: the device twins of those of
// track_building.
#pragma once

#include <memory>

#include "cuda/components_on_device.hpp"
#include "cuda/device_stage.hpp"
#include "cuda/products.hpp"

namespace trackloom::cuda {

// The same tracks. They come out on the host.
template <Joining joining>
class ComponentsStage {
 public:
  struct Config : DeviceConfig {
    float score_cut = 0.5F;
    int min_hits = 3;
  };
  struct Lane {
    ComponentsOnDevice components;
    TrackCandidates tracks;
    cuda::Lane lane;
    explicit Lane(LaneSettings settings) : lane(std::move(settings)) {}
  };
  static void describe(StageDescription<Config>& stage);
  explicit ComponentsStage(const Config& config);

  std::unique_ptr<Lane> make_lane(unsigned index);
  void acquire(Lane& lane, Completion done, const DeviceHits& hits, const DeviceGraph& graph,
               const DeviceScores& scores);
  void produce(Lane& lane, TrackCandidates& tracks);
  void finish(Summary& summary) const { overflow_.finish(summary); }

 private:
  Config config_;
  OverflowCount overflow_;
};

using ConnectedComponents = ComponentsStage<Joining::above_cut>;
using BestEdges = ComponentsStage<Joining::best>;

}  // namespace trackloom::cuda
