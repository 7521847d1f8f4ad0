// The window search: every pair of hits that a layer map's windows admit.
#pragma once

#include <algorithm>
#include <array>
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

// For one pair and bin of the inner hit's position: the z0 that a doublet may have, by bin of its
// slope. Bins without any have low > high.
struct Z0Range {
  float low = 1, high = -1;  // mm
  TRACKLOOM_HD bool empty() const noexcept { return low > high; }
};
struct Z0Ranges {
  std::array<Z0Range, slope_bins> exact;    // of the bin
  std::array<Z0Range, slope_bins> or_more;  // of the bin and all above
  float max_slope = 0;                      // upper edge of the last bin that is not empty
};

// What a search needs besides the map: the steps that start from each real layer, how layers
// mirror, and the windows. Made once per map and detector.
struct Steps {
  std::vector<std::vector<Step>> from;  // by real inner layer, in the order of the map's pairs
  std::vector<std::uint16_t> mirror;
  std::vector<Z0Ranges> ranges;  // [pair][position bin]

  Steps() = default;
  // All that the map's windows admit, or (if the map has its tables) only bins above its cut.
  Steps(const LayerMap& map, const Detector& detector, bool above_cut);
};

// Where on the outer layer the partners of a hit can be.
struct Reach {
  float low, high;  // along the layer, real coordinates
  TRACKLOOM_HD bool empty() const noexcept { return low > high; }
};

// The straight line in r-z through a hit (r1, z1 folded to positive z), carried to the outer layer.
class Aim {
 public:
  TRACKLOOM_HD Aim(const HitGrid::LayerGrid& outer, const Step& step, float r1, float z1)
      : outer_(outer), step_(step), r1_(r1), z1_(z1) {
    if (step.outer_barrel) {
      near_ = outer.min_r / r1;
      far_ = outer.max_r / r1;
    } else {
      near_ = step.sign > 0 ? outer.min_z : -outer.max_z;
      far_ = step.sign > 0 ? outer.max_z : -outer.min_z;
    }
  }

  // Largest r2 - r1 of hits in reach.
  TRACKLOOM_HD float max_dr(const Reach& reach) const {
    return (step_.outer_barrel ? outer_.max_r : reach.high) - r1_;
  }

  // z2 = z0 + (r2 / r1) (z1 - z0) on a barrel layer, r2 = r1 (z2 - z0) / (z1 - z0) on a disk: both
  // are monotone in z0 and in the layer's r2 or z2, so the corners bound them.
  TRACKLOOM_HD Reach operator()(const Z0Range& z0) const {
    if (step_.outer_barrel) {
      const float low = std::min(lever(near_, z0.high), lever(far_, z0.high));
      const float high = std::max(lever(near_, z0.low), lever(far_, z0.low));
      const float from = std::max(low, -z1_);  // folded: z1 + z2 >= 0
      return step_.sign > 0 ? Reach{from, high} : Reach{-high, -from};
    }
    if (z1_ <= z0.low) return {1, -1};
    const float low = std::max(r1_ + min_dr, r1_ * (near_ - z0.low) / (z1_ - z0.low));
    const float high = z1_ > z0.high ? r1_ * (far_ - z0.high) / (z1_ - z0.high) : outer_.max_r;
    return {low, std::min(high, outer_.max_r)};
  }

 private:
  TRACKLOOM_HD float lever(float ratio, float z0) const { return z0 + ratio * (z1_ - z0); }

  const HitGrid::LayerGrid& outer_;
  const Step& step_;
  float r1_, z1_;
  float near_, far_;  // barrel: r2 / r1; disk: folded z2
};

// Calls f(a, b, step, position bin, doublet, slope bin) for every candidate that starts at sorted
// hit `a` and takes this step; a and b are sorted numbers of the grid, the doublet is folded to
// positive z. Candidates come in a fixed order. Map, Steps and Grid are the classes of those names
// or views of them that have the members used here (plugins/cuda).
template <class Map, class StepTable, class Grid, class F>
TRACKLOOM_HD void for_each_partner(const Map& map, const StepTable& steps, const Grid& grid,
                                   std::uint32_t a, const Step& step, F&& f) {
  constexpr float pi = 3.14159265358979F;
  constexpr float row_width = 2 * pi / HitGrid::phi_bins;
  constexpr float rows_per_rad = HitGrid::phi_bins / (2 * pi);
  constexpr float slope_margin = 0.999F;  // rounding must not lose a row
  const RootAxis slope_axis = map.slope_axis();
  const float r1 = grid.r[a];
  const float phi1 = grid.phi[a];
  const HitGrid::LayerGrid& outer = grid.layers[step.outer];
  if (outer.begin == outer.end) return;
  const float z1 = step.sign * grid.z[a];
  const int position = map.position_axis(step.pair).bin(map.inner_barrel[step.pair] ? z1 : r1);
  const std::size_t cell = step.pair * position_bins + static_cast<std::size_t>(position);
  const Z0Ranges& ranges = steps.ranges[cell];
  if (ranges.or_more[0].empty()) return;
  const Aim aim(outer, step, r1, z1);
  const Reach widest = aim(ranges.or_more[0]);
  const float max_dr = aim.max_dr(widest);
  if (widest.empty() || max_dr <= min_dr) return;
  const float max_dphi = std::min(pi, ranges.max_slope * max_dr);
  const float to_slope = 1 / max_dr;
  // A whole turn is added so that the conversions truncate positive numbers.
  const int first_row = static_cast<int>((phi1 - max_dphi + 3 * pi) * rows_per_rad);
  const int last_row = std::min(static_cast<int>((phi1 + max_dphi + 3 * pi) * rows_per_rad),
                                first_row + HitGrid::phi_bins - 1);
  for (int row = first_row; row <= last_row; ++row) {
    const float row_low = static_cast<float>(row) * row_width - 3 * pi;
    // Everything in the row is at least so far away, and has at least this slope.
    const float nearest = std::max(row_low - phi1, phi1 - row_low - row_width);
    const int least = nearest > 0 ? slope_axis.bin(nearest * to_slope * slope_margin) : 0;
    const Z0Range& range = ranges.or_more[static_cast<std::size_t>(least)];
    const Reach part = range.empty() ? Reach{1, -1} : aim(range);
    if (part.empty()) continue;
    const auto phi_row = static_cast<std::size_t>(row & (HitGrid::phi_bins - 1));
    const std::size_t cells = outer.cells + phi_row * HitGrid::along_bins;
    const auto low = static_cast<std::size_t>(outer.along_bin(part.low));
    const auto high = static_cast<std::size_t>(outer.along_bin(part.high));
    const std::uint32_t begin = grid.cell_first[cells + low];
    const std::uint32_t end = grid.cell_first[cells + high + 1];
    for (std::uint32_t b = begin; b < end; ++b) {
      const float dr = grid.r[b] - r1;
      const float z2 = step.sign * grid.z[b];
      const float scaled_z0 = z1 * dr - r1 * (z2 - z1);
      if (dr <= min_dr || scaled_z0 < range.low * dr || scaled_z0 > range.high * dr) continue;
      const float dphi = wrap(grid.phi[b] - phi1);
      if (std::fabs(dphi) > ranges.max_slope * dr) continue;
      if (z1 + z2 < 0 || (step.sign < 0 && z1 + z2 == 0)) continue;
      const Doublet d = doublet(r1, z1, dphi, grid.r[b], z2);
      const int slope = slope_axis.bin(std::fabs(d.phi_slope));
      const Z0Range& exact = ranges.exact[static_cast<std::size_t>(slope)];
      if (d.z0 < exact.low || d.z0 > exact.high) continue;
      f(a, b, step, position, d, slope);
    }
  }
}

// The same for every step from the hit's layer.
template <class F>
void for_each_partner(const LayerMap& map, const Steps& steps, const HitGrid& grid, std::uint32_t a,
                      F&& f) {
  for (const Step& step : steps.from[grid.layer[a]]) for_each_partner(map, steps, grid, a, step, f);
}

}  // namespace trackloom::layer_map
