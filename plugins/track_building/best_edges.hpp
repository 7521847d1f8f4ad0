#pragma once

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_building {

// Connected components + junction removal as ACTS defines it: of the edges with score > cut an edge
// stays if it is the best of those leaving its source and the best of those entering its target.
// Both are judged on the same graph, not one after the other. Of equal scores the smaller edge
// index is the better. The components of what stays are the tracks; they have no branches.
class BestEdges {
 public:
  struct Config {
    float score_cut = 0.5F;
    int min_hits = 3;
  };
  static void describe(StageDescription<Config>& stage);
  explicit BestEdges(const Config& config) : config_(config) {}
  void operator()(const Hits& hits, const HitGraph& graph, const EdgeScores& scores,
                  TrackCandidates& tracks) const;

 private:
  Config config_;
};

}  // namespace trackloom::track_building
