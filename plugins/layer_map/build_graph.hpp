// Stage layer_map.build_graph: hits to a graph, by a learned layer map.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "event_data/graph.hpp"
#include "layer_map/edges.hpp"
#include "trackloom/error.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::layer_map {

// Scores are the map's own estimate of P(edge is true); networks do better, but a pipeline can run
// on them alone. Scratch memory makes it one clone per thread.
class BuildGraph {
 public:
  struct Config {
    std::string map;
    float min_score = 0;
    int max_edges = 1000000;
  };
  static void describe(StageDescription<Config>& stage);
  explicit BuildGraph(const Config& config);
  void operator()(const Hits& hits, const DetectorRef& detector, HitGraph& graph,
                  EdgeScores& scores);

 private:
  void emit(const Hits& hits, HitGraph& graph, EdgeScores& scores);

  Config config_;
  LayerMap map_;
  std::optional<Steps> steps_;
  HitGrid grid_;
  DoubletList edges_;
  std::vector<float> inner_, outer_;
  std::vector<float> score_;  // by doublet; below min_score: dropped
  std::vector<std::uint32_t> by_source_;
};

}  // namespace trackloom::layer_map
