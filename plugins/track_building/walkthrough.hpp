#pragma once

#include "event_data/graph.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_building {

// The walkthrough of GNN4ITk. Edges with score <= drop are dropped. Components without a branch
// (no node with two edges in or two edges out) are tracks. In the others every unused hit, in
// topological order (subgraph.hpp), starts a walk: to the best unused neighbour if its score is
// above min, and to every further unused neighbour with a score above add. The longest walk is a
// track and uses its hits. Of walks of equal length the one that takes the better neighbour first
// wins; of neighbours with equal scores the one with the smaller edge index is the better.
//
// Walks are not enumerated: within one start the allowed steps form a fixed acyclic graph, whose
// longest path is the same (path_table.hpp).
class Walkthrough {
 public:
  struct Config {
    float drop = 0.01F;
    float min = 0.1F;
    float add = 0.6F;
    int min_hits = 3;
  };
  static void describe(StageDescription<Config>& stage);
  explicit Walkthrough(const Config& config);
  void operator()(const HitGraph& graph, const EdgeScores& scores, TrackCandidates& tracks) const;

 private:
  Config config_;
};

}  // namespace trackloom::track_building
