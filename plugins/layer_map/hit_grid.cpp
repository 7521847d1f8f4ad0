#include "layer_map/hit_grid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace trackloom::layer_map {
namespace {

constexpr std::size_t cells_per_layer = HitGrid::phi_bins * HitGrid::along_bins;

}  // namespace

void HitGrid::build(const Hits& hits, const Detector& detector,
                    std::span<const std::uint8_t> used) {
  rows_.clear();
  for (std::uint32_t i = 0; i < hits.size(); ++i) {
    if (used.empty() || used[i] == 0) rows_.push_back(i);
  }
  const std::size_t count = rows_.size();
  const auto& geometry = detector.layers();
  constexpr float huge = std::numeric_limits<float>::max();
  layers.assign(geometry.size(), {0, 0, huge, -huge, huge, -huge, 0, 0, 0});
  for (const std::uint32_t i : rows_) {
    LayerGrid& grid = layers[hits.layer[i]];
    grid.min_r = std::min(grid.min_r, hits.r[i]);
    grid.max_r = std::max(grid.max_r, hits.r[i]);
    grid.min_z = std::min(grid.min_z, hits.z[i]);
    grid.max_z = std::max(grid.max_z, hits.z[i]);
  }
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const bool barrel = geometry[l].barrel;
    const float low = barrel ? layers[l].min_z : layers[l].min_r;
    const float high = barrel ? layers[l].max_z : layers[l].max_r;
    layers[l].low = low;
    layers[l].inverse_width = high > low ? along_bins / (high - low) : 0;
    layers[l].cells = l * cells_per_layer;
  }
  cell_first.assign(layers.size() * cells_per_layer + 1, 0);
  cell_of_.resize(hits.size());
  for (const std::uint32_t i : rows_) {
    const LayerGrid& grid = layers[hits.layer[i]];
    const float along = geometry[hits.layer[i]].barrel ? hits.z[i] : hits.r[i];
    const std::size_t cell = grid.cells +
                             static_cast<std::size_t>(phi_bin(hits.phi[i])) * along_bins +
                             static_cast<std::size_t>(grid.along_bin(along));
    cell_of_[i] = static_cast<std::uint32_t>(cell);
    ++cell_first[cell + 1];
  }
  for (std::size_t c = 1; c < cell_first.size(); ++c) cell_first[c] += cell_first[c - 1];
  next_.assign(cell_first.begin(), cell_first.end() - 1);
  hit.resize(count);
  layer.resize(count);
  for (auto* column : {&r, &z, &phi}) column->resize(count);
  for (const std::uint32_t i : rows_) {
    const std::uint32_t at = next_[cell_of_[i]]++;
    hit[at] = i;
    layer[at] = hits.layer[i];
    r[at] = hits.r[i];
    z[at] = hits.z[i];
    phi[at] = hits.phi[i];
  }
  for (std::size_t l = 0; l < layers.size(); ++l) {
    layers[l].begin = cell_first[layers[l].cells];
    layers[l].end = cell_first[layers[l].cells + cells_per_layer];
  }
  columns.build(*this);
}

}  // namespace trackloom::layer_map
