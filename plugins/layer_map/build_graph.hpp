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
// on them alone. The steps from layer to layer, made with the first event, make it one clone per
// thread.
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
  // Of one call.
  struct Scratch {
    std::vector<std::uint32_t> bin_count;
    std::vector<std::uint8_t> keep;  // by bin: 0 no, 1 yes, 2 the first `at_cut` of them
    HitGrid grid;
    std::vector<std::uint8_t> used;  // by row of Hits; empty: none is excluded
    DoubletList doublets;
    BestTriplets best;
    std::vector<std::uint16_t> bin;                             // by doublet
    std::vector<std::pair<std::uint32_t, std::uint16_t>> kept;  // of one hit: target, bin
  };

  void prepare(const DetectorRef& detector);
  void count_bins(Scratch& scratch) const;
  std::uint32_t cut_bins(Scratch& scratch) const;
  void settle_ties(std::uint32_t a, std::uint32_t room, Scratch& scratch) const;
  void drop_edges(std::uint32_t room, Scratch& scratch, HitGraph& graph) const;
  void emit(const Hits& hits, std::uint32_t at_cut, Scratch& scratch, HitGraph& graph,
            EdgeScores& scores) const;

  Config config_;
  LayerMap map_;
  ByteTables tables_;
  std::optional<Steps> steps_;
  // The final table has few bins: edges are selected by bin. Ranks order the bins by score.
  std::vector<float> bin_score_;
  std::vector<std::uint32_t> by_rank_;  // bins, the best first
};

}  // namespace trackloom::layer_map
