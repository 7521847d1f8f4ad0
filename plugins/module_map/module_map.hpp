// The module map in the form in which it is applied.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "module_map/quantities.hpp"

namespace trackloom::module_map {

// Inclusive ranges. Arrays of structures: a candidate needs all quantities of one window at once.
struct DoubletWindow {
  std::array<float, doublet_quantities> min, max;

  // In the order in which most candidates fail first. False for undefined quantities.
  TRACKLOOM_HD bool accepts(const Doublet& d) const noexcept {
    return min[1] <= d.dphi && d.dphi <= max[1] && min[3] <= d.deta && d.deta <= max[3] &&
           min[2] <= d.phi_slope && d.phi_slope <= max[2] && min[0] <= d.z0 && d.z0 <= max[0];
  }
};
struct TripletWindow {
  DoubletWindow inner, outer;
  std::array<float, triplet_quantities> min, max;

  // Of two doublets that share a hit, of which the inner one is in the window `inner`.
  TRACKLOOM_HD bool accepts(const Doublet& a, const Doublet& b) const noexcept {
    const float rz = a.slope_rz - b.slope_rz, xy = a.slope_xy - b.slope_xy;
    return outer.accepts(b) && min[0] <= rz && rz <= max[0] && min[1] <= xy && xy <= max[1];
  }
};

// Doublets (pairs of modules) are sorted by inner, then outer module; those of inner module m are
// [doublet_first[m], doublet_first[m + 1]). Triplets are sorted by their inner doublet, those of
// doublet d are [triplet_first[d], triplet_first[d + 1]).
struct ModuleMap {
  std::vector<std::uint32_t> doublet_first;  // modules + 1
  std::vector<std::uint32_t> outer_module;   // of a doublet
  std::vector<DoubletWindow> doublet;        // envelope of the windows of its triplets
  std::vector<std::uint32_t> triplet_first;  // doublets + 1
  std::vector<std::uint32_t> outer_doublet;  // of a triplet
  std::vector<TripletWindow> triplet;

  std::size_t modules() const noexcept { return doublet_first.size() - 1; }
};

// Module indices from inner to outer and the window of one triplet.
struct TripletEntry {
  std::array<std::uint32_t, 3> modules;
  TripletWindow window;
};

// `entries` are sorted by modules and unique; every module index is below `modules`.
ModuleMap make_module_map(std::size_t modules, const std::vector<TripletEntry>& entries);

}  // namespace trackloom::module_map
