#pragma once

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_building {

// A track is a weak component of the edges with score > cut.
class ConnectedComponents {
 public:
  struct Config {
    float score_cut = 0.5F;
    int min_hits = 3;
  };
  static void describe(StageDescription<Config>& stage);
  explicit ConnectedComponents(const Config& config) : config_(config) {}
  void operator()(const Hits& hits, const HitGraph& graph, const EdgeScores& scores,
                  TrackCandidates& tracks) const;

 private:
  Config config_;
};

}  // namespace trackloom::track_building
