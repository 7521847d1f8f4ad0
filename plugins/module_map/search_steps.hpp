// The arithmetic of a search for edges, shared by EdgeSearch and the CUDA kernels, so that both
// decide alike to the bit.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "module_map/module_map.hpp"

namespace trackloom::module_map {

// The search by azimuth compares values that were rounded differently from dphi; it may let a few
// more pairs through, the exact test follows.
inline constexpr float azimuth_slack = 1e-5F;

// Largest |azimuth| of hits that are sorted by it.
TRACKLOOM_HD inline float extent(float first_azimuth, float last_azimuth) {
  return std::max(-first_azimuth, last_azimuth);
}

// Whether pairs of hits on two modules may be on both sides of +-pi, where no window of azimuths
// holds. `offset`: azimuth of the outer module's centre from that of the inner one.
TRACKLOOM_HD inline bool may_wrap(float offset, float inner_extent, float outer_extent) {
  return std::abs(offset) + inner_extent + outer_extent + azimuth_slack >=
         std::numbers::pi_v<float>;
}

// Azimuths, from the outer module's centre, that partners of a hit can have.
struct AzimuthRange {
  float lowest, highest;
};
TRACKLOOM_HD inline AzimuthRange partners_of(const DoubletWindow& window, float azimuth,
                                             float offset) {
  const float origin = azimuth - offset;
  return {origin + window.min[1] - azimuth_slack, origin + window.max[1] + azimuth_slack};
}

// Calls found(doublet) if the pair is inside the window.
template <class F>
TRACKLOOM_HD void try_pair(const DoubletWindow& window, const Point& inner, const Point& outer,
                           F&& found) {
  // Two subtractions reject most candidates, before divisions.
  const float deta = inner.eta - outer.eta;
  if (!(window.min[3] <= deta && deta <= window.max[3])) return;
  const Doublet candidate = doublet(inner, outer);
  if (window.accepts(candidate)) found(candidate);
}

// Whether an edge points from hit a to hit b: to the larger r; ties: to the larger |z|, then to the
// later row.
TRACKLOOM_HD inline bool outward(float r_a, float z_a, std::uint32_t a, float r_b, float z_b,
                                 std::uint32_t b) {
  if (r_a != r_b) return r_a < r_b;
  const float far_a = std::abs(z_a), far_b = std::abs(z_b);
  return far_a != far_b ? far_a < far_b : a < b;
}

}  // namespace trackloom::module_map
