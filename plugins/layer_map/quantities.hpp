// The arithmetic of doublets and triplets (algorithms.md section 2). Free of state, so that every
// executor shares it.
#pragma once

#include <cmath>

#include "event_data/host_device.hpp"

namespace trackloom::layer_map {

// Into (-pi, pi], for differences of two angles in that range.
TRACKLOOM_HD inline float wrap(float angle) {
  constexpr float pi = 3.14159265358979F;
  if (angle > pi) return angle - 2 * pi;
  if (angle <= -pi) return angle + 2 * pi;
  return angle;
}

// Inner hit 1, outer hit 2. Lengths in mm, angles in rad.
struct Doublet {
  float phi_slope;  // dphi / dr, rad/mm: about 3e-4 / (pT / GeV) in 2 T
  float z0;         // z of the straight r-z line at r = 0
  float cot;        // dz / dr
};

// Needs r2 > r1: a pair with dr <= min_dr is no doublet, whatever its other quantities (the one
// rule for the degenerate case).
inline constexpr float min_dr = 0.1F;  // mm

TRACKLOOM_HD inline Doublet doublet(float r1, float z1, float dphi, float r2, float z2) {
  const float inverse = 1.0F / (r2 - r1);
  const float cot = (z2 - z1) * inverse;
  return {dphi * inverse, z1 - r1 * cot, cot};
}

// Two doublets that share their middle hit, 12 and 23.
struct Triplet {
  float curvature;  // |mean phi slope|, rad/mm
  float bend;       // (slope 23 - slope 12) times the sign of the mean slope, rad/mm
  float kink;       // polar angle of 23 minus that of 12, rad, for a track to positive z
};

// The polar angle of a doublet from its cotangent, as a monotone function that needs no atan2:
// cot / (1 + |cot|). Differences of it are near enough to differences of the angle.
TRACKLOOM_HD inline float polar(float cot) {
  return cot / (1.0F + std::fabs(cot));
}

TRACKLOOM_HD inline Triplet triplet(float slope12, float polar12, float slope23, float polar23) {
  const float mean = 0.5F * (slope12 + slope23);
  const float difference = slope23 - slope12;
  return {std::fabs(mean), mean < 0 ? -difference : difference, polar23 - polar12};
}

}  // namespace trackloom::layer_map
