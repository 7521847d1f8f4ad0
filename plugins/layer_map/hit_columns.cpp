#include "layer_map/hit_columns.hpp"

#include "layer_map/hit_grid.hpp"

namespace trackloom::layer_map {

void HitColumns::build(const HitGrid& grid) {
  constexpr std::size_t along_bins = HitGrid::along_bins;
  constexpr std::size_t rows_per_cell = HitGrid::phi_bins / phi_bins;
  const std::size_t rows = grid.layers.size() * phi_bins;
  const std::size_t count = grid.hit.size();
  cell_first.resize(rows * along_bins + 1);
  sorted.resize(count + padding);
  for (auto* column : {&r, &z, &phi}) column->resize(count + padding);
  std::uint32_t at = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t first_fine = row * rows_per_cell * along_bins;
    for (std::size_t along = 0; along < along_bins; ++along) {
      cell_first[row * along_bins + along] = at;
      for (std::size_t fine = 0; fine < rows_per_cell; ++fine) {
        const std::size_t cell = first_fine + fine * along_bins + along;
        for (std::uint32_t hit = grid.cell_first[cell]; hit < grid.cell_first[cell + 1]; ++hit) {
          sorted[at] = hit;
          r[at] = grid.r[hit];
          z[at] = grid.z[hit];
          phi[at++] = grid.phi[hit];
        }
      }
    }
  }
  cell_first.back() = at;
}

}  // namespace trackloom::layer_map
