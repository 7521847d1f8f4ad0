// Stage cuda.interaction_network: the device twin of gnn.interaction_network.
#pragma once

#include <memory>
#include <string>

#include "cuda/device_stage.hpp"
#include "cuda/network_on_device.hpp"
#include "cuda/products.hpp"
#include "event_data/hits.hpp"
#include "gnn/interaction_network_stage.hpp"

namespace trackloom::cuda {

// The same weight files and features; scores differ by rounding (docs/gpu.md).
class NetworkStage {
 public:
  struct Config : DeviceConfig {
    std::string weights;
    std::string precision = "fp32";
    std::string overflow = "fail";
  };
  struct Lane {
    NetworkOnDevice network;
    Scores scores;
    ReadyEvent ready;
    std::unique_ptr<gnn::InteractionNetworkStage> on_cpu;  // made when first needed
    PinnedBuffer<std::uint32_t> staging;
    cuda::Lane lane;
    Lane(const gnn::Model& model, Precision precision, LaneSettings settings)
        : network(model, precision), lane(std::move(settings)) {}
  };
  static void describe(StageDescription<Config>& stage);
  explicit NetworkStage(const Config& config);

  std::unique_ptr<Lane> make_lane(unsigned index);
  void acquire(Lane& lane, Completion done, const DeviceHits& device_hits,
               const DeviceScores* prior, const DeviceGraph& graph, const Hits& hits,
               const ClusterShapes* shapes, const DetectorRef& detector);
  void produce(Lane& lane, DeviceScores& scores);
  void finish(Summary& summary) const { overflow_.finish(summary); }

 private:
  // An event on the host, for the CPU.
  struct HostInput {
    const Hits& hits;
    const ClusterShapes* shapes;
    const DetectorRef& detector;
  };
  void score(Lane& lane, const HitColumns& hits, const Graph& graph, const Scores* prior,
             const HostInput& host);
  void score_on_cpu(Lane& lane, const Graph& graph, const Scores* prior, const HostInput& host);

  Config config_;
  gnn::Model model_;
  Precision precision_ = Precision::fp32;
  OverflowCount overflow_;
};

}  // namespace trackloom::cuda
