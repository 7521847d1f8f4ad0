#pragma once

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/triplets.hpp"
#include "track_building/overlap_hits.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_building {

// Tracks from triplets: two triplets that share a doublet go on in one another, and tracks are the
// paths with the largest sum of triplet weights, best first, each hit used once.
//
// It is best_paths (best_paths.hpp) one level up: nodes are doublets, edges are triplets, weights
// log odds of the triplets' scores minus those of score_zero. So what a path costs at a hit depends
// on how it came there, and a kink between two good edges is seen. A hit that is taken makes all
// doublets with it unusable. Ties: the smaller first doublet; at a doublet the smaller triplet.
class TripletPaths {
 public:
  struct Config : OverlapWindows {
    float drop = 0.1F;
    float score_zero = 0.1F;
    int min_hits = 3;
    bool attach = true;
  };
  static void describe(StageDescription<Config>& stage);
  explicit TripletPaths(const Config& config) : config_(config) {}
  void operator()(const Hits& hits, const DetectorRef& detector, const TripletGraph& triplets,
                  const TripletScores& scores, TrackCandidates& tracks) const;

 private:
  Config config_;
};

}  // namespace trackloom::track_building
