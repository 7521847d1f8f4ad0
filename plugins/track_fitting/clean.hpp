#pragma once

#include "event_data/detector.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "track_fitting/fit_model.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_fitting {

// Takes hits out of tracks that no helix joins, and drops tracks that stay a bad fit.
//
// From a track whose chi2 is suspicious that set of hits is taken whose removal gains most: a
// single hit, or all before or after some hit. The gain is by how much chi2 falls, less `hit_worth`
// for every hit removed; as long as there is a gain, it is repeated.
class Clean {
 public:
  struct Config : FitModel {
    double hit_worth = 15;
    double split_worth = 60;
    double good_chi2_per_degree = 1.5;
    double max_chi2_per_degree = 5;
    int min_hits = 3;
  };
  static void describe(StageDescription<Config>& stage);
  explicit Clean(const Config& config) : config_(config) { prepare(config_); }
  void operator()(const Hits& hits, const DetectorRef& detector, const TrackCandidates& all,
                  TrackCandidates& tracks) const;

 private:
  Config config_;
};

}  // namespace trackloom::track_fitting
