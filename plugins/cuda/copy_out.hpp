// Stage cuda.copy_out: a scored graph back to the host.
#pragma once

#include <memory>

#include "cuda/device_stage.hpp"
#include "cuda/products.hpp"
#include "event_data/graph.hpp"

namespace trackloom::cuda {

class CopyOut {
 public:
  using Config = DeviceConfig;
  struct Lane {
    PinnedBuffer<std::uint32_t> staging;  // source, target, scores (as bits), first
    std::uint32_t nodes = 0, edges = 0;
    cuda::Lane lane;
    explicit Lane(LaneSettings settings) : lane(std::move(settings)) {}
  };
  static void describe(StageDescription<Config>& stage);
  explicit CopyOut(const Config& config);

  std::unique_ptr<Lane> make_lane(unsigned index);
  void acquire(Lane& lane, Completion done, const DeviceGraph& graph, const DeviceScores& scores);
  void produce(Lane& lane, HitGraph& graph, EdgeScores& scores);

 private:
  static void copy(Lane& lane, const DeviceGraph& graph, const DeviceScores& scores);

  Config config_;
};

}  // namespace trackloom::cuda
