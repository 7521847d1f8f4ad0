// The window search: every pair of hits that a layer map's windows admit.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "layer_map/hit_grid.hpp"
#include "layer_map/layer_map.hpp"
#include "layer_map/quantities.hpp"

namespace trackloom::layer_map {

// A pair as met from one layer of the real detector: `sign` -1 is the mirror image of the map's
// pair, for tracks to negative z.
struct Step {
  std::uint16_t pair = 0;
  std::uint16_t outer = 0;  // real layer
  bool outer_barrel = false;
  float sign = 1;
};

// The steps that start from each real layer, and how layers mirror. Made once per map and detector.
struct Steps {
  std::vector<std::vector<Step>> from;  // by real inner layer, in the order of the map's pairs
  std::vector<std::uint16_t> mirror;

  Steps() = default;
  Steps(const LayerMap& map, const Detector& detector) : mirror(mirrored_layers(detector)) {
    from.resize(mirror.size());
    for (std::size_t p = 0; p < map.pairs.size(); ++p) {
      const auto [inner, outer] = map.pairs[p];
      const auto pair = static_cast<std::uint16_t>(p);
      from[inner].push_back({pair, outer, detector.layers()[outer].barrel, 1.0F});
      from[mirror[inner]].push_back({pair, mirror[outer], detector.layers()[outer].barrel, -1.0F});
    }
  }
};

// Where on the outer layer the partners of a hit can be.
struct Reach {
  float low, high;  // along the layer, real coordinates
  float max_dr;     // largest r2 - r1
};

// The straight line in r-z through the hit (r1, z1, folded to positive z) with z0 in the window,
// carried to the outer layer. False if it does not get there.
inline bool reach(const HitGrid::LayerGrid& outer, const Step& step, const Window& window, float r1,
                  float z1, Reach& out) {
  if (step.outer_barrel) {
    float low = std::numeric_limits<float>::max();
    float high = -low;
    for (const float z0 : {window.min_z0, window.max_z0}) {
      for (const float r2 : {outer.min_r, outer.max_r}) {
        const float z2 = z0 + r2 * (z1 - z0) / r1;
        low = std::fmin(low, z2);
        high = std::fmax(high, z2);
      }
    }
    low = std::fmax(low, -z1);  // folded: z1 + z2 >= 0
    out.max_dr = outer.max_r - r1;
    out.low = step.sign > 0 ? low : -high;
    out.high = step.sign > 0 ? high : -low;
    return low <= high && out.max_dr > min_dr;
  }
  const float z_near = step.sign > 0 ? outer.min_z : -outer.max_z;
  const float z_far = step.sign > 0 ? outer.max_z : -outer.min_z;
  if (z1 <= window.min_z0) return false;
  out.low = std::fmax(r1 + min_dr, r1 * (z_near - window.min_z0) / (z1 - window.min_z0));
  out.high = outer.max_r;
  if (z1 > window.max_z0) {
    out.high = std::fmin(out.high, r1 * (z_far - window.max_z0) / (z1 - window.max_z0));
  }
  out.max_dr = out.high - r1;
  return out.low <= out.high && out.max_dr > min_dr;
}

// Calls f(a, b, step, position bin, doublet) for every candidate that starts at sorted hit `a`;
// a and b are sorted numbers of the grid, the doublet is folded to positive z. Candidates come in
// a fixed order.
template <class F>
void for_each_partner(const LayerMap& map, const Steps& steps, const HitGrid& grid, std::uint32_t a,
                      F&& f) {
  constexpr float pi = 3.14159265358979F;
  constexpr float bins_per_rad = HitGrid::phi_bins / (2 * pi);
  const float r1 = grid.r[a];
  const float phi1 = grid.phi[a];
  for (const Step& step : steps.from[grid.layer[a]]) {
    const HitGrid::LayerGrid& outer = grid.layers[step.outer];
    if (outer.begin == outer.end) continue;
    const float z1 = step.sign * grid.z[a];
    const PairAxes& axes = map.pair_axes[step.pair];
    const bool inner_barrel = map.inner_barrel[step.pair];
    const LinearAxis positions{axes.position_low, axes.position_high, position_bins};
    const int position = positions.bin(inner_barrel ? z1 : r1);
    const Window& window =
        map.windows[step.pair * position_bins + static_cast<std::size_t>(position)];
    if (window.max_slope <= 0) continue;
    Reach to;
    if (!reach(outer, step, window, r1, z1, to)) continue;
    const int low = outer.along_bin(to.low);
    const int high = outer.along_bin(to.high);
    const float max_dphi = window.max_slope * to.max_dr;
    int first_row = static_cast<int>(std::floor((phi1 - max_dphi + pi) * bins_per_rad));
    int last_row = static_cast<int>(std::floor((phi1 + max_dphi + pi) * bins_per_rad));
    if (last_row - first_row >= HitGrid::phi_bins) {
      first_row = 0;
      last_row = HitGrid::phi_bins - 1;
    }
    for (int row = first_row; row <= last_row; ++row) {
      const auto phi_row = static_cast<std::size_t>(row & (HitGrid::phi_bins - 1));
      const std::size_t cells = outer.cells + phi_row * HitGrid::along_bins;
      const std::uint32_t begin = grid.cell_first[cells + static_cast<std::size_t>(low)];
      const std::uint32_t end = grid.cell_first[cells + static_cast<std::size_t>(high) + 1];
      for (std::uint32_t b = begin; b < end; ++b) {
        const float dr = grid.r[b] - r1;
        const float dphi = wrap(grid.phi[b] - phi1);
        if (dr <= min_dr || std::fabs(dphi) > window.max_slope * dr) continue;
        const float z2 = step.sign * grid.z[b];
        const float scaled_z0 = z1 * dr - r1 * (z2 - z1);
        if (scaled_z0 < window.min_z0 * dr || scaled_z0 > window.max_z0 * dr) continue;
        if (z1 + z2 < 0 || (step.sign < 0 && z1 + z2 == 0)) continue;
        f(a, b, step, position, doublet(r1, z1, dphi, grid.r[b], z2));
      }
    }
  }
}

}  // namespace trackloom::layer_map
