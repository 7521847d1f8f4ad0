#include "track_fitting/track_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "track_fitting/seed.hpp"

namespace trackloom::track_fitting {

Vector3 position(const Hits& hits, std::uint32_t hit) noexcept {
  return {hits.x[hit], hits.y[hit], hits.z[hit]};
}

double TrackFitter::add(Helix& helix, std::uint32_t hit) const {
  const FitModel& model = geometry_.model();
  const Plane& plane = geometry_.plane(hits_.module[hit]);
  const double path =
      path_to_plane(helix, helix.turn(model.bending_field(helix)), plane.origin(), plane.normal());
  if (std::isnan(path)) return path;
  move(helix, model, path);
  if (model.map) {
    // The field on the way was not that of the start: the rest of the path, a fraction of a mm.
    const double h = helix.turn(model.bending_field(helix));
    const double rest = path_to_plane(helix, h, plane.origin(), plane.normal());
    if (std::isnan(rest)) return rest;
    move(helix, model, rest);
  }
  return update(helix, residual(helix, plane, position(hits_, hit)), plane, plane.var_u,
                plane.var_v);
}

void TrackFitter::leave(Helix& helix, std::uint32_t hit, Way way) const {
  const Plane& plane = geometry_.plane(hits_.module[hit]);
  pass_module(helix, geometry_.model(), plane.thickness, dot(helix.direction(), plane.normal()),
              way);
}

std::optional<FittedTrack> TrackFitter::filter(const Helix& start,
                                               std::span<const std::uint32_t> track, Way way,
                                               std::span<double> chi2s) const {
  FittedTrack fit{start, 0, 0};
  std::fill(chi2s.begin(), chi2s.end(), std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < track.size(); ++i) {
    if (i > 0) leave(fit.helix, track[i - 1], way);
    const double chi2 = add(fit.helix, track[i]);
    if (!std::isfinite(chi2) || !std::isfinite(fit.helix.q_over_p)) return std::nullopt;
    fit.chi2 += chi2;
    ++fit.hits;
    if (!chi2s.empty()) chi2s[i] = chi2;
  }
  return fit;
}

std::optional<FittedTrack> TrackFitter::outward(std::span<const std::uint32_t> track,
                                                std::span<double> chi2s) const {
  const std::optional<Helix> start = seed(track, hits_, geometry_.model());
  if (!start) return std::nullopt;
  return filter(*start, track, Way::outward, chi2s);
}

std::optional<FittedTrack> TrackFitter::backward(std::span<const std::uint32_t> track,
                                                 std::span<double> chi2s) const {
  const std::vector<std::uint32_t> back(track.rbegin(), track.rend());
  std::optional<Helix> start = seed(back, hits_, geometry_.model());
  if (!start) return std::nullopt;
  // The seed points the way that the hits are given; the particle goes the other.
  start->cos_phi = -start->cos_phi;
  start->sin_phi = -start->sin_phi;
  start->sin_dip = -start->sin_dip;
  start->q_over_p = -start->q_over_p;
  return filter(*start, back, Way::inward, chi2s);
}

std::optional<FittedTrack> TrackFitter::inward(const FittedTrack& outward,
                                               std::span<const std::uint32_t> track,
                                               std::span<double> chi2s) const {
  Helix start = outward.helix;
  loosen(start);
  const std::vector<std::uint32_t> back(track.rbegin(), track.rend());
  return filter(start, back, Way::inward, chi2s);
}

}  // namespace trackloom::track_fitting
