#pragma once

#include <array>
#include <string>
#include <vector>

#include "event_data/graph.hpp"
#include "event_data/track_parameters.hpp"
#include "event_data/truth.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_fitting {

// Sink: residuals and pulls of fitted parameters against the particles that made the tracks.
//
// A track counts if `min_purity` of its hits come from one listed particle, produced within
// `max_radius` of the z axis, and the fit has `min_degrees`. The true parameters are those of the
// particle's helix through its production vertex. Widths are half the range that holds the middle
// 68.27 %, which outliers hardly move; 1 for the pulls of a perfect fit.
class Residuals {
 public:
  struct Config {
    double field = 2;  // T
    double min_purity = 0.75;
    double max_radius = 30;  // mm
    int min_degrees = 3;
  };
  static void describe(StageDescription<Config>& stage);
  explicit Residuals(const Config& config) : config_(config) {}
  void begin(RunContext& context) { stage_name_ = context.stage_name(); }
  void operator()(const TrackCandidates& tracks, const TrackParameters& parameters,
                  const Truth& truth, const Particles& particles);
  void finish(Summary& summary);

 private:
  Table pull_table(const std::string& name) const;

  static constexpr int parameters_ = 5;
  static constexpr std::array<double, 5> edges_{0, 0.3, 0.5, 1, 1e9};  // pT, GeV
  // Residual and pull of every track, per pT range and parameter.
  struct Sample {
    std::array<std::vector<float>, parameters_> residual, pull;
    std::vector<float> chi2_per_degree;
  };
  std::array<Sample, edges_.size() - 1> samples_;
  Config config_;
  std::string stage_name_;
};

// The perigee of the helix of row `i`, without covariance; field in T.
Perigee true_perigee(const Particles& particles, std::size_t i, double field);

}  // namespace trackloom::track_fitting
