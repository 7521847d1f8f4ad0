#pragma once

#include "event_data/detector.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "track_fitting/fit_model.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_fitting {

// Gives every hit to one track where tracks share hits: the best track first (ranking.hpp) takes
// all its hits, the next what is left of its own. A track that keeps too few is dropped, and its
// hits are free for those after it.
class ResolveShared {
 public:
  struct Config : FitModel {
    int min_hits = 3;
    double min_share = 0.5;
  };
  static void describe(StageDescription<Config>& stage);
  explicit ResolveShared(const Config& config) : config_(config) { prepare(config_); }
  void operator()(const Hits& hits, const DetectorRef& detector, const TrackCandidates& all,
                  TrackCandidates& tracks) const;

 private:
  Config config_;
};

}  // namespace trackloom::track_fitting
