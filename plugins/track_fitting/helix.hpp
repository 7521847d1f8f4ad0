// The state of a track at one point of its helix, and how it is carried along the helix.
//
// Errors are kept in the frame that moves with the track, as in GEANT: displacements along
// U = z x T / |z x T| and V = T x U, where T is the direction, then the azimuth phi and the dip
// lambda = pi/2 - theta of the direction, then q/p. In a field along z the azimuth turns by
// h = -0.000299792458 B q/p per mm of path and everything has a closed form.
#pragma once

#include <array>
#include <cmath>

#include "track_fitting/vector3.hpp"

namespace trackloom::track_fitting {

// GeV / (T mm) for a charge of one.
inline constexpr double bending = 0.000299792458;

// Symmetric, over (u, v, phi, lambda, q/p); mm, rad, 1/GeV.
using Covariance = std::array<std::array<double, 5>, 5>;

struct Helix {
  Vector3 at;                       // mm
  double cos_phi = 1, sin_phi = 0;  // of the direction
  double cos_dip = 1, sin_dip = 0;  // dip = pi/2 - theta
  double q_over_p = 0;              // 1/GeV
  Covariance covariance{};

  Vector3 direction() const noexcept { return {cos_dip * cos_phi, cos_dip * sin_phi, sin_dip}; }
  Vector3 axis_u() const noexcept { return {-sin_phi, cos_phi, 0}; }
  Vector3 axis_v() const noexcept { return {-sin_dip * cos_phi, -sin_dip * sin_phi, cos_dip}; }
  double turn(double field) const noexcept { return -bending * field * q_over_p; }  // rad/mm
};

// A point and direction of the helix `path` mm on; the part of a step that searches need.
struct Step {
  double path = 0;
  Vector3 shift;                    // from the start, mm
  double cos_phi = 1, sin_phi = 0;  // direction at the end
};

Step step(const Helix& helix, double h, double path) noexcept;

// Path to the plane through `origin` with unit normal `normal`; NaN where the helix does not reach
// it nearby (within about a quarter turn) or grazes it.
double path_to_plane(const Helix& helix, double h, const Vector3& origin,
                     const Vector3& normal) noexcept;

// The nearest crossing, ahead (sign = 1) or behind (sign = -1), of the cylinder around z; NaN if
// there is none within about a quarter turn.
double path_to_cylinder(const Helix& helix, double h, double radius, double sign) noexcept;

// To the point closest to the z axis, exact on the circle.
double path_to_perigee(const Helix& helix, double h) noexcept;

// Carries position, direction and covariance along `path`.
void transport(Helix& helix, double field, double path) noexcept;

}  // namespace trackloom::track_fitting
