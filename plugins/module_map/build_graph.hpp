// The stage that turns hits into a graph with a learned module map.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "module_map/edge_search.hpp"
#include "module_map/module_map.hpp"
#include "module_map/parameters.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::module_map {

class BuildGraph {
 public:
  using Config = Parameters;
  static void describe(StageDescription<Config>& stage);

  // Throws ConfigError for a map that cannot be used.
  explicit BuildGraph(const Config& config);

  // Throws std::runtime_error for events of another geometry, and for those with more than
  // max_doublets or max_edges: edges are never dropped silently.
  void operator()(const Hits& hits, const DetectorRef& detector, HitGraph& graph) const;

  // What it applies, for the stage that does so on a device.
  const ModuleMap& map() const noexcept { return map_; }
  const std::vector<float>& azimuths() const noexcept { return azimuths_; }  // by module
  void check_geometry(const Detector& detector) const;  // throws std::runtime_error: another one

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
