// Stage cuda.layer_map: the device twin of layer_map.build_graph.
#pragma once

#include <memory>
#include <string>

#include "cuda/device_stage.hpp"
#include "cuda/layer_map_on_device.hpp"
#include "cuda/products.hpp"
#include "event_data/hits.hpp"
#include "layer_map/build_graph.hpp"

namespace trackloom::cuda {

// The same graph and scores as the CPU stage's, to the bit.
class LayerMapStage {
 public:
  struct Config : DeviceConfig {
    std::string map;
    float min_score = 0;
    int max_edges = 1000000;
    std::string overflow = "fail";
  };
  struct Lane {
    LayerMapOnDevice map;
    Graph graph;
    Scores scores;
    ReadyEvent graph_ready, scores_ready;
    std::unique_ptr<layer_map::BuildGraph> on_cpu;  // made when first needed
    PinnedBuffer<std::uint32_t> staging;
    cuda::Lane lane;
    Lane(const layer_map::LayerMap& m, LaneSettings settings) : map(m), lane(std::move(settings)) {}
  };
  static void describe(StageDescription<Config>& stage);
  explicit LayerMapStage(const Config& config);

  std::unique_ptr<Lane> make_lane(unsigned index);
  void acquire(Lane& lane, Completion done, const DeviceHits& device_hits, const Hits& hits,
               const DetectorRef& detector);
  void produce(Lane& lane, DeviceGraph& graph, DeviceScores& scores);
  void finish(Summary& summary) const { overflow_.finish(summary); }

 private:
  void build(Lane& lane, const DeviceHits& device_hits, const Hits& hits,
             const DetectorRef& detector);
  void build_on_cpu(Lane& lane, const Hits& hits, const DetectorRef& detector);

  Config config_;
  layer_map::LayerMap map_;
  OverflowCount overflow_;
};

}  // namespace trackloom::cuda
