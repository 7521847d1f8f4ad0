// The steps of a Kalman filter along a helix: to a module, with its hit, through its material.
#pragma once

#include <array>

#include "track_fitting/geometry.hpp"
#include "track_fitting/helix.hpp"

namespace trackloom::track_fitting {

// A hit against a track that crosses its module: residual and its derivatives with respect to u
// and v of the track, per measured axis.
struct Residual {
  std::array<double, 2> miss;                  // mm
  std::array<std::array<double, 2>, 2> slope;  // [axis][track u, v]
};

Residual residual(const Helix& helix, const Plane& plane, const Vector3& hit) noexcept;

// Covariance of the residual without the hit's own error: (uu, uv, vv).
std::array<double, 3> spread(const Helix& helix, const Residual& r) noexcept;

// chi2 with two degrees of freedom for errors `covariance` (uu, uv, vv).
double chi2(const std::array<double, 2>& miss, const std::array<double, 3>& covariance) noexcept;

// Takes the hit in and returns its chi2 with two degrees of freedom, that of the prediction.
// `var_u` and `var_v` in mm^2.
double update(Helix& helix, const Residual& r, const Plane& plane, double var_u,
              double var_v) noexcept;

// The momentum is taken for that of a pion. direction = 1 for a track carried forward, -1 back.
enum class Way { outward = 1, inward = -1 };

// Multiple scattering (Highland, Particle Data Group) and energy loss in material of `thickness`
// radiation lengths along the track; `loss` in GeV per radiation length.
void pass_material(Helix& helix, double thickness, double loss, Way way) noexcept;

// Material of a module or layer crossed now; `cosine` of the angle between track and normal.
void pass_module(Helix& helix, const FitModel& model, double thickness, double cosine,
                 Way way) noexcept;

// Carries the track along `path`, through the passive cylinders on the way.
void move(Helix& helix, const FitModel& model, double path) noexcept;

}  // namespace trackloom::track_fitting
