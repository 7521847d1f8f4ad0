#pragma once

#include "event_data/detector.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "event_data/track_parameters.hpp"
#include "track_fitting/fit_model.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_fitting {

// Fits every track: a Kalman filter outward from a first guess, then inward to the perigee.
class Fit {
 public:
  struct Config : FitModel {};
  static void describe(StageDescription<Config>& stage);
  explicit Fit(const Config& config) : model_(config) { prepare(model_); }
  void operator()(const Hits& hits, const DetectorRef& detector, const TrackCandidates& tracks,
                  TrackParameters& parameters) const;

 private:
  FitModel model_;
};

}  // namespace trackloom::track_fitting
