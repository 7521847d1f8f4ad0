#pragma once

#include "event_data/detector.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "track_fitting/fit_model.hpp"
#include "track_fitting/hit_search.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_fitting {

// Attaches free hits to tracks: the fitted helix is carried on beyond the last hit and back before
// the first, and looks on its way through the track for the layers that it misses and for second
// hits where modules overlap. Tracks choose best first (ranking.hpp), a hit goes to the first that
// wants it.
class Extend {
 public:
  struct Config : FitModel, SearchLimits {
    int min_hits = 3;
    double max_chi2_per_degree = 5;
  };
  static void describe(StageDescription<Config>& stage);
  explicit Extend(const Config& config) : config_(config) { prepare(config_); }
  void operator()(const Hits& hits, const DetectorRef& detector, const TrackCandidates& all,
                  TrackCandidates& tracks) const;

 private:
  Config config_;
};

}  // namespace trackloom::track_fitting
