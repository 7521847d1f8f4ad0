// Stage cuda.module_map: the device twin of module_map.build_graph.
#pragma once

#include <memory>
#include <string>

#include "cuda/device_stage.hpp"
#include "cuda/module_map_on_device.hpp"
#include "cuda/module_map_tables.hpp"
#include "cuda/products.hpp"
#include "event_data/hits.hpp"
#include "module_map/build_graph.hpp"

namespace trackloom::cuda {

// The same graph as the CPU stage's, to the bit.
class ModuleMapStage {
 public:
  struct Config : DeviceConfig, module_map::Parameters {
    std::string overflow = "fail";
  };
  struct Lane {
    ModuleMapOnDevice search;
    Graph graph;
    ReadyEvent ready;
    cuda::Lane lane;
    explicit Lane(LaneSettings settings) : lane(std::move(settings)) {}
  };
  static void describe(StageDescription<Config>& stage);
  explicit ModuleMapStage(const Config& config);

  std::unique_ptr<Lane> make_lane(unsigned index);
  void acquire(Lane& lane, Completion done, const DeviceHits& device_hits, const Hits& hits,
               const DetectorRef& detector);
  void produce(Lane& lane, DeviceGraph& graph);
  void finish(Summary& summary) const { overflow_.finish(summary); }

 private:
  void build(Lane& lane, const DeviceHits& device_hits, const Hits& hits,
             const DetectorRef& detector);
  void build_on_cpu(Lane& lane, const Hits& hits, const DetectorRef& detector);

  Config config_;
  module_map::BuildGraph on_cpu_;  // has the map; any number of lanes may call it
  ModuleMapTables tables_;
  OverflowCount overflow_;
};

}  // namespace trackloom::cuda
