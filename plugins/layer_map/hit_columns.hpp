// The hits of a HitGrid once more, in cells that are wider in phi: runs long enough for vectors.
#pragma once

#include <cstdint>
#include <vector>

namespace trackloom::layer_map {

struct HitGrid;

// Cells are numbered like those of HitGrid, each holds those of `rows_per_cell` of its phi rows.
// The columns end with `padding` entries more than there are hits, so that a vector may be read
// from the place of any hit.
struct HitColumns {
  static constexpr int phi_bins = 32;
  static constexpr std::size_t padding = 8;

  std::vector<std::uint32_t> cell_first;  // layers x (phi_bins * HitGrid::along_bins) + 1
  std::vector<std::uint32_t> sorted;      // number in HitGrid
  std::vector<float> r, z, phi;

  // Reuses its memory.
  void build(const HitGrid& grid);
};

}  // namespace trackloom::layer_map
