// The arithmetic of node_features.hpp for one hit, shared with the CUDA plugin.
#pragma once

#include <cmath>
#include <numbers>

#include "event_data/host_device.hpp"

namespace trackloom::metric_learning {

// What a row is made of. Without cells the last three are not read.
struct HitValues {
  float x, y, z, r, phi, cells_u, cells_v, charge;
};

// rotation as Module::rotation.
struct ModuleValues {
  const float* rotation;
  float pitch_u, pitch_v, thickness;
};

// The scales of the weight file, and which columns there are (NodeColumns).
struct RowLayout {
  float scale[5];
  int cells = -1;    // the first of the cluster features; -1: none, or the event has no cells
  int cos_phi = -1;  // the sine follows; -1: none
};

TRACKLOOM_HD inline float eta_of(float r, float z) {
  constexpr float smallest = 1e-3F;  // mm: a hit on the beam line has a large eta, not an infinite
  return std::asinh(z / (r < smallest ? smallest : r));
}

// phi of (x, y) relative to the direction with this cosine and sine, in half-turns.
TRACKLOOM_HD inline float turned(float x, float y, float cosine, float sine) {
  return std::atan2(cosine * y - sine * x, cosine * x + sine * y) / std::numbers::pi_v<float>;
}

// leta, lphi, geta, gphi, other_gphi.
TRACKLOOM_HD inline void cluster_direction(const ModuleValues& m, const HitValues& hit,
                                           float* out) {
  const float size[3] = {hit.cells_u * m.pitch_u, hit.cells_v * m.pitch_v, m.thickness};
  float global[3] = {}, other[3] = {};
  for (int axis = 0; axis < 3; ++axis) {
    const float unit[3] = {m.rotation[axis], m.rotation[axis + 3], m.rotation[axis + 6]};
    const float agreement = hit.x * unit[0] + hit.y * unit[1] + hit.z * unit[2];
    const float length = agreement < 0 ? -size[axis] : size[axis];
    for (int i = 0; i < 3; ++i) {
      global[i] += length * unit[i];
      other[i] += (axis == 0 ? -length : length) * unit[i];
    }
  }
  const float r = std::hypot(hit.x, hit.y);
  const float cosine = r > 0 ? hit.x / r : 1.0F;
  const float sine = r > 0 ? hit.y / r : 0.0F;
  out[0] = eta_of(std::hypot(size[0], size[1]), size[2]);
  out[1] = std::atan2(size[1], size[0]);
  out[2] = eta_of(std::hypot(global[0], global[1]), global[2]);
  out[3] = turned(global[0], global[1], cosine, sine);
  out[4] = turned(other[0], other[1], cosine, sine);
}

// `row` holds zeros before.
TRACKLOOM_HD inline void feature_row(const RowLayout& layout, const HitValues& hit,
                                     const ModuleValues& module, float* row) {
  row[0] = hit.r / layout.scale[0];
  row[1] = hit.z / layout.scale[1];
  row[2] = eta_of(hit.r, hit.z) / layout.scale[2];
  if (layout.cos_phi >= 0) {
    row[layout.cos_phi] = std::cos(hit.phi);
    row[layout.cos_phi + 1] = std::sin(hit.phi);
  }
  if (layout.cells < 0) return;
  float* cluster = row + layout.cells;
  const float charge = hit.charge / layout.scale[4];
  cluster[0] = 1;
  cluster[1] = (20.0F < hit.cells_u ? 20.0F : hit.cells_u) / layout.scale[3];
  cluster[2] = (20.0F < hit.cells_v ? 20.0F : hit.cells_v) / layout.scale[3];
  cluster[3] = charge < 0.0F ? 0.0F : 4.0F < charge ? 4.0F : charge;
  cluster_direction(module, hit, cluster + 4);
}

// An output of the network becomes a point: `scale` times it, the first 2 `frames` numbers turned
// by phi.
TRACKLOOM_HD inline void turn_point(float scale, float cosine, float sine, int frames,
                                    int dimensions, const float* from, float* to) {
  const float c = scale * cosine, s = scale * sine;
  int k = 0;
  for (; k < 2 * frames; k += 2) {
    const float x = from[k], y = from[k + 1];
    to[k] = c * x - s * y;
    to[k + 1] = s * x + c * y;
  }
  for (; k < dimensions; ++k) to[k] = scale * from[k];
}

}  // namespace trackloom::metric_learning
