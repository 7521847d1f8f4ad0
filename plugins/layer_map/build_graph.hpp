// Stage layer_map.build_graph: hits to a graph, by a learned layer map.
#pragma once

#include <optional>
#include <string>
#include <utility>
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
  // Hits on the tracks of `exclude` take no part: they are nodes without edges.
  void operator()(const Hits& hits, const DetectorRef& detector, const TrackCandidates* exclude,
                  HitGraph& graph, EdgeScores& scores);

 private:
  void prepare(const DetectorRef& detector);
  void count_bins();
  std::uint32_t cut_bins();
  void settle_ties(std::uint32_t a, std::uint32_t room);
  void drop_edges(std::uint32_t room, HitGraph& graph);
  void emit(const Hits& hits, std::uint32_t at_cut, HitGraph& graph, EdgeScores& scores);

  Config config_;
  LayerMap map_;
  ByteTables tables_;
  std::optional<Steps> steps_;
  // The final table has few bins: edges are selected by bin. Ranks order the bins by score.
  std::vector<float> bin_score_;
  std::vector<std::uint32_t> by_rank_;  // bins, the best first
  std::vector<std::uint32_t> bin_count_;
  std::vector<std::uint8_t> keep_;  // by bin: 0 no, 1 yes, 2 the first `at_cut` of them
  HitGrid grid_;
  std::vector<std::uint8_t> used_;  // by row of Hits; empty: none is excluded
  DoubletList doublets_;
  BestTriplets best_;
  std::vector<std::uint16_t> bin_;                             // by doublet
  std::vector<std::pair<std::uint32_t, std::uint16_t>> kept_;  // of one hit: target, bin
};

}  // namespace trackloom::layer_map
