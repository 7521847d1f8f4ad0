// The sample's graph on the host and on the device, and both ways between them.
#pragma once

#include "cuda/copy_out.hpp"
#include "cuda/layer_map_stage.hpp"
#include "cuda/sample.hpp"

namespace trackloom::cuda::test {

struct HostGraph {
  HitGraph graph;
  EdgeScores scores;
};

inline HostGraph copy_out(const DeviceGraph& graph, const DeviceScores& scores) {
  OneLane<CopyOut> out;
  HostGraph host;
  acquire(out.stage, *out.lane, graph, scores);
  out.stage.produce(*out.lane, host.graph, host.scores);
  return host;
}

inline LayerMapStage::Config map_config(float min_score = 0.0003F, int max_edges = 2500000) {
  LayerMapStage::Config config;
  config.map = share + "/maps/layer_map.tlmap";
  config.min_score = min_score;
  config.max_edges = max_edges;
  return config;
}

inline HostGraph on_cpu(const LayerMapStage::Config& config, const Hits& hits) {
  layer_map::BuildGraph build({config.map, config.min_score, config.max_edges});
  HostGraph host;
  build(hits, sample().detector, nullptr, host.graph, host.scores);
  return host;
}

inline void same(const HostGraph& a, const HostGraph& b) {
  CHECK(a.graph.nodes == b.graph.nodes);
  CHECK(a.graph.first == b.graph.first);
  CHECK(a.graph.source == b.graph.source);
  CHECK(a.graph.target == b.graph.target);
  CHECK(a.scores.value == b.scores.value);
}

// The sample with its candidate edges on the device.
struct OnDevice {
  DeviceHits hits;
  DeviceGraph graph;
  DeviceScores scores;

  explicit OnDevice(const LayerMapStage::Config& config = map_config()) {
    copy_in(sample().event.hits, &sample().shapes, hits);
    OneLane<LayerMapStage> map(config);
    acquire(map.stage, *map.lane, hits, sample().event.hits, sample().detector);
    map.stage.produce(*map.lane, graph, scores);
  }
};

}  // namespace trackloom::cuda::test
