#pragma once

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_building {

// Connected components + junction removal as ACORN defines it. Components of the edges with
// score > cut in which no hit has two edges in or two edges out are tracks. In the others only
// edges with score > hard_cut stay; then, at a hit with several edges out, all of these go, and at
// a hit with several edges in, all of those go (judged together, before any is removed). The
// components of what stays are tracks too.
class SimpleChains {
 public:
  struct Config {
    float score_cut = 0.1F;
    float hard_cut = 0.5F;
    int min_hits = 3;
  };
  static void describe(StageDescription<Config>& stage);
  explicit SimpleChains(const Config& config);
  void operator()(const Hits& hits, const HitGraph& graph, const EdgeScores& scores,
                  TrackCandidates& tracks) const;

 private:
  Config config_;
};

}  // namespace trackloom::track_building
