#include "track_fitting/fit.hpp"

#include <tbb/parallel_for.h>

#include "track_fitting/perigee.hpp"
#include "track_fitting/track_fit.hpp"

namespace trackloom::track_fitting {

void Fit::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Fits a helix to every track, with multiple scattering and energy loss, and gives its "
      "parameters at the perigee with their covariance.");
  stage.outputs({"parameters"});
  describe_model(stage);
}

void Fit::operator()(const Hits& hits, const DetectorRef& detector, const TrackCandidates& tracks,
                     TrackParameters& parameters) const {
  const Geometry geometry(*detector, model_);
  const TrackFitter fitter(hits, geometry);
  parameters.resize(tracks.size());
  tbb::parallel_for(std::size_t{0}, tracks.size(), [&](std::size_t t) {
    parameters.perigee[t] = {};
    parameters.chi2[t] = 0;
    parameters.degrees[t] = 0;
    if (tracks[t].size() < 3) return;
    const auto out = fitter.outward(tracks[t]);
    if (!out) return;
    auto in = fitter.inward(*out, tracks[t]);
    if (!in) return;
    fitter.leave(in->helix, tracks[t].front(), Way::inward);
    parameters.perigee[t] = perigee(in->helix, model_);
    parameters.chi2[t] = static_cast<float>(in->chi2);
    parameters.degrees[t] = in->degrees();
  });
}

}  // namespace trackloom::track_fitting
