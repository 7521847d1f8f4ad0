// The ten quantities of a module map, for learning and for application alike.
//
// They are those of the GNN4ITk module map. Hit 1 is the inner one. The difference of the x-y
// slopes has its right sign here, (y2-y1)/(x2-x1) - (y3-y2)/(x3-x2); the reference code divides
// the first by x1-x2, so its maps and ours cannot be exchanged.
//
// Degenerate geometry: nothing is special-cased. A zero denominator (equal radii, equal x, a hit on
// the beam) gives an infinite or undefined quantity; ranges are finite and inclusive, so such a
// candidate lies in none, and learning leaves such a triplet out.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "event_data/host_device.hpp"
#include "module_map/pseudorapidity.hpp"

namespace trackloom::module_map {

// Of a doublet: z0 [mm] on the beam axis, dphi [rad], phi slope dphi/dr [rad/mm], deta.
// Of a triplet: difference of the slopes of its doublets in r-z and in x-y.
inline constexpr std::size_t doublet_quantities = 4;
inline constexpr std::size_t triplet_quantities = 2;
inline constexpr std::size_t all_quantities = 2 * doublet_quantities + triplet_quantities;

// Lengths in mm, phi in (-pi, pi].
struct Point {
  float x = 0, y = 0, z = 0, r = 0, phi = 0, eta = 0;
};

// To [-pi, pi], for a difference of two angles in that range.
TRACKLOOM_HD inline float wrap(float angle) {
  constexpr float pi = 3.14159265F;
  if (angle > pi) return angle - 2 * pi;
  if (angle < -pi) return angle + 2 * pi;
  return angle;
}

struct Doublet {
  float z0, dphi, phi_slope, deta;  // the ranges are on these
  float slope_rz, slope_xy;         // dz/dr and dy/dx, whose differences make a triplet
};

TRACKLOOM_HD inline Doublet doublet(const Point& inner, const Point& outer) {
  const float per_dr = 1.0F / (outer.r - inner.r);
  const float dphi = wrap(outer.phi - inner.phi);
  const float slope_rz = (outer.z - inner.z) * per_dr;
  return {inner.z - inner.r * slope_rz, dphi,     dphi * per_dr,
          inner.eta - outer.eta,        slope_rz, (outer.y - inner.y) / (outer.x - inner.x)};
}

// In the order of the map: doublet 12, doublet 23, difference of the r-z slopes, of the x-y slopes.
using Quantities = std::array<float, all_quantities>;

inline Quantities triplet(const Point& h1, const Point& h2, const Point& h3) {
  const Doublet a = doublet(h1, h2);
  const Doublet b = doublet(h2, h3);
  return {a.z0,
          a.dphi,
          a.phi_slope,
          a.deta,
          b.z0,
          b.dphi,
          b.phi_slope,
          b.deta,
          a.slope_rz - b.slope_rz,
          a.slope_xy - b.slope_xy};
}

}  // namespace trackloom::module_map
