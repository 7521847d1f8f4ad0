// Stage triplets.build: a scored hit graph to the graph of its doublets and triplets.
#pragma once

#include "event_data/graph.hpp"
#include "event_data/triplets.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::triplets {

// Doublets are the edges with score > score_cut, in the order of the edge index; triplets all pairs
// of doublets (a, b) where b begins at the hit at which a ends, sorted by (a, b). Edges point
// outward, so triplets do.
class Build {
 public:
  struct Config {
    float score_cut = 0.1F;
    int max_doublets = 2000000;
    int max_triplets = 4000000;
  };
  static void describe(StageDescription<Config>& stage);
  explicit Build(const Config& config) : config_(config) {}
  // Throws std::runtime_error where there are more than the limits allow, or the scores do not fit.
  void operator()(const HitGraph& graph, const EdgeScores& scores, TripletGraph& triplets) const;

 private:
  Config config_;
};

}  // namespace trackloom::triplets
