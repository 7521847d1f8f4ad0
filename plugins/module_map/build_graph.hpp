// The stage that turns hits into a graph with a learned module map.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "module_map/edge_search.hpp"
#include "module_map/module_map.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::module_map {

class BuildGraph {
 public:
  struct Config {
    std::string map;
    std::string ranges = "pooled";
    float tolerance = 0.1F;
    float rms_factor = 3;
    int hybrid_occurrence = 20;
    float pool_weight = 3;
    int max_doublets = 8'000'000;
    int max_edges = 2'000'000;
  };
  static void describe(StageDescription<Config>& stage);

  // Throws ConfigError for a map that cannot be used.
  explicit BuildGraph(const Config& config);

  // Throws std::runtime_error for events of another geometry, and for those with more than
  // max_doublets or max_edges: edges are never dropped silently.
  void operator()(const Hits& hits, const DetectorRef& detector, HitGraph& graph) const;

 private:
  std::unique_ptr<EdgeSearch> borrow() const;
  void give_back(std::unique_ptr<EdgeSearch> search) const;

  Config config_;
  std::uint64_t geometry_ = 0;
  std::vector<float> azimuths_;
  ModuleMap map_;
  // Work space, one per event at work; kept because an event needs some 30 MB.
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<EdgeSearch>> idle_;
};

}  // namespace trackloom::module_map
