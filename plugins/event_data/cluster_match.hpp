// The arithmetic of ClusterMatch (cluster_shape.hpp), without state.
#pragma once

#include <algorithm>
#include <cmath>

#include "event_data/host_device.hpp"

namespace trackloom {

struct Direction {
  float x, y, z;
};

// The tangents of the circle through the beam line and both hits, at a and at b.
TRACKLOOM_HD inline void edge_tangents(float xa, float ya, float za, float ra, float xb, float yb,
                                       float zb, float rb, Direction& at_a, Direction& at_b) {
  const float dx = xb - xa;
  const float dy = yb - ya;
  const float dz = zb - za;
  const float length = std::sqrt(dx * dx + dy * dy + dz * dz);
  const float scale = length > 0 ? 1 / length : 0;
  const float radii = ra * rb;
  const float turn = radii > 0 ? scale / radii : 0;
  // Cosine and sine of phi_b - phi_a, with the chord's normalisation.
  const float c = turn * (xa * xb + ya * yb);
  const float s = turn * (xa * yb - ya * xb);
  at_a = {c * dx + s * dy, c * dy - s * dx, scale * dz};
  at_b = {c * dx - s * dy, c * dy + s * dx, scale * dz};
}

// One end. `rotation` as Module::rotation, thickness and pitches in mm.
TRACKLOOM_HD inline void cluster_end(const float* rotation, float thickness, float pitch_u,
                                     float pitch_v, float cells_u, float cells_v, float charge,
                                     const Direction& d, float* out) {
  constexpr float grazing = 0.05F;
  const float u = std::fabs(d.x * rotation[0] + d.y * rotation[3] + d.z * rotation[6]);
  const float v = std::fabs(d.x * rotation[1] + d.y * rotation[4] + d.z * rotation[7]);
  const float w = std::fabs(d.x * rotation[2] + d.y * rotation[5] + d.z * rotation[8]);
  const float path = thickness / (w < grazing ? grazing : w);
  out[0] = 0.5F * std::clamp(cells_u - 1 - u * path / pitch_u, -5.0F, 5.0F);
  out[1] = 0.5F * std::clamp(cells_v - 1 - v * path / pitch_v, -5.0F, 5.0F);
  out[2] = 4 * std::clamp(charge / path - 1, -1.0F, 1.0F);
}

}  // namespace trackloom
