// The arithmetic of features.hpp, shared with the CUDA executor.
#pragma once

#include <algorithm>
#include <cmath>

#include "event_data/host_device.hpp"

namespace trackloom::gnn {

// An angle in half-turns, in [-1, 1).
TRACKLOOM_HD inline float wrap_half_turns(float phi) {
  // Differences of two angles in [-1, 1] half-turns lie in [-2, 2].
  return phi >= 1.0F ? phi - 2.0F : phi < -1.0F ? phi + 2.0F : phi;
}

// Four columns: 1, cells along u and v, charge.
TRACKLOOM_HD inline void shape_features(float cells_u, float cells_v, float charge, float* out) {
  out[0] = 1;
  out[1] = (cells_u > 20.0F ? 20.0F : cells_u) / 5;
  out[2] = (cells_v > 20.0F ? 20.0F : cells_v) / 5;
  out[3] = std::clamp(charge, 0.0F, 4.0F);
}

// Of scaled r and z. On the beam line it is infinite; the bound is that of r = 1e-6.
TRACKLOOM_HD inline float pseudorapidity(float r, float z) {
  return std::asinh(z / (r < 1e-6F ? 1e-6F : r));
}

// Six columns, from the first three node features of both ends.
TRACKLOOM_HD inline void edge_feature_row(const float* a, const float* b, float eta_a, float eta_b,
                                          float* row) {
  constexpr float max_slope = 100.0F;
  const float dr = b[0] - a[0];
  const float dphi = wrap_half_turns(b[1] - a[1]);
  const float slope = dr == 0.0F ? 0.0F : std::clamp(dphi / dr, -max_slope, max_slope);
  row[0] = dr;
  row[1] = dphi;
  row[2] = b[2] - a[2];
  row[3] = eta_b - eta_a;
  row[4] = slope;
  row[5] = 0.5F * (a[0] + b[0]) * slope;
}

// A quarter of the log odds.
TRACKLOOM_HD inline float prior_feature(float score) {
  const float s = std::clamp(score, 1e-4F, 1 - 1e-4F);
  return 0.25F * std::log(s / (1 - s));
}

}  // namespace trackloom::gnn
