// Stage cuda.interaction_network: the device twin of gnn.interaction_network.
#pragma once

#include <memory>
#include <string>

#include "cuda/device_stage.hpp"
#include "cuda/network_on_device.hpp"
#include "cuda/products.hpp"

namespace trackloom::cuda {

// The same weight files and features; scores differ by rounding (docs/gpu.md).
class NetworkStage {
 public:
  struct Config : DeviceConfig {
    std::string weights;
  };
  struct Lane {
    NetworkOnDevice network;
    Scores scores;
    ReadyEvent ready;
    cuda::Lane lane;
    Lane(const gnn::Model& model, LaneSettings settings)
        : network(model), lane(std::move(settings)) {}
  };
  static void describe(StageDescription<Config>& stage);
  explicit NetworkStage(const Config& config);

  std::unique_ptr<Lane> make_lane(unsigned index);
  void acquire(Lane& lane, Completion done, const DeviceHits& hits, const DeviceScores* prior,
               const DeviceGraph& graph);
  void produce(Lane& lane, DeviceScores& scores);
  void finish(Summary& summary) const { overflow_.finish(summary); }

 private:
  Config config_;
  gnn::Model model_;
  OverflowCount overflow_;
};

}  // namespace trackloom::cuda
