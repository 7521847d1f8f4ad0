#pragma once

#include "event_data/detector.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "track_building/overlap_hits.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_building {

// Tracks are the paths with the largest sum of edge weights, best first, each hit used once.
//
// Weight of an edge: log odds of its score minus log odds of score_zero, so that the sum is the
// logarithm of a likelihood ratio and an edge at score_zero neither helps nor harms. A path may
// cross an edge of negative weight where the rest makes up for it. Paths are taken in order of
// their sum (ties: the smaller first hit; at a hit: the smaller edge index), and those that lost a
// hit are evaluated again. With every path its second hits in module overlaps are taken
// (overlap_hits.hpp), before the next path is. Shorter paths than min_hits leave their hits free.
class BestPaths {
 public:
  struct Config : OverlapWindows {
    float drop = 0.1F;
    float score_zero = 0.1F;
    int min_hits = 3;
    bool attach = true;
  };
  static void describe(StageDescription<Config>& stage);
  explicit BestPaths(const Config& config) : config_(config) {}
  void operator()(const Hits& hits, const DetectorRef& detector, const HitGraph& graph,
                  const EdgeScores& scores, TrackCandidates& tracks) const;

 private:
  Config config_;
};

}  // namespace trackloom::track_building
