// Graphs by module map on the host and on the device.
#pragma once

#include <doctest/doctest.h>

#include "cuda/graph_fixture.hpp"
#include "cuda/module_map_stage.hpp"
#include "module_map/build_graph.hpp"

namespace trackloom::cuda::test {

inline ModuleMapStage::Config module_map_config(const std::string& ranges = "pooled",
                                                float rms_factor = 3) {
  ModuleMapStage::Config config;
  config.map = share + "/maps/module_map.tlmap";
  config.ranges = ranges;
  config.rms_factor = rms_factor;
  return config;
}

inline HitGraph by_module_map(const ModuleMapStage::Config& config, const Hits& hits) {
  HitGraph graph;
  module_map::BuildGraph{config}(hits, sample().detector, graph);
  return graph;
}

// This graph has no scores, without which copy_out copies nothing: zeros.
inline HitGraph copy_out(const DeviceGraph& graph) {
  Lane lane({.stage = "test"});
  Scores values;
  ReadyEvent ready;
  on_lane(lane, [&] {
    lane.room_for(values.value, graph.get().edges);
    fill_bytes(values.value.data(), 0, values.value.bytes(), lane.stream().handle());
    ready.record(lane.stream());
  });
  DeviceScores scores;
  scores.publish(values, ready, 0);
  return copy_out(graph, scores).graph;
}

inline void same(const HitGraph& a, const HitGraph& b) {
  CHECK(a.nodes == b.nodes);
  CHECK(a.first == b.first);
  CHECK(a.source == b.source);
  CHECK(a.target == b.target);
}

// The stage with one lane, and what it makes of hits.
struct ModuleMapTwin {
  OneLane<ModuleMapStage> map;
  DeviceHits device_hits;
  DeviceGraph graph;
  explicit ModuleMapTwin(const ModuleMapStage::Config& config = module_map_config())
      : map(config) {}

  void build(const Hits& hits, const DetectorRef& detector = sample().detector) {
    copy_in(hits, detector, nullptr, device_hits);
    acquire(map.stage, *map.lane, device_hits, hits, detector);
    map.stage.produce(*map.lane, graph);
  }
  HitGraph operator()(const Hits& hits) {
    build(hits);
    return copy_out(graph);
  }
};

}  // namespace trackloom::cuda::test
