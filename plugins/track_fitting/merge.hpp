#pragma once

#include "event_data/detector.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "track_fitting/fit_model.hpp"
#include "track_fitting/hit_search.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_fitting {

// Joins tracks that are pieces of one particle.
//
// Every track is carried beyond its ends through the hits of the others. One that gives it two hits
// or more, and `min_share` of its own, is a piece that may belong to it. Two pieces become one
// track if the fit to both costs no more than `max_cost` in chi2 over the two fits; the pair that
// costs least first, every track once.
class Merge {
 public:
  struct Config : FitModel, SearchLimits {
    double min_share = 0.5;
    double max_cost = 40;
    double max_chi2_per_degree = 3;
    Config() { max_chance = 2; }
  };
  static void describe(StageDescription<Config>& stage);
  explicit Merge(const Config& config) : config_(config) { prepare(config_); }
  void operator()(const Hits& hits, const DetectorRef& detector, const TrackCandidates& all,
                  TrackCandidates& tracks) const;

 private:
  Config config_;
};

}  // namespace trackloom::track_fitting
