#include "track_fitting/free_hits.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace trackloom::track_fitting {

int FreeHits::phi_bin(double phi) noexcept {
  constexpr double scale = phi_bins_ / (2 * std::numbers::pi);
  return static_cast<int>(std::floor((phi + std::numbers::pi) * scale));
}

int FreeHits::along_bin(std::uint32_t layer, double along) const noexcept {
  const LayerSurface& s = geometry_.layers()[layer];
  const double part = (along - s.low) / std::max(s.high - s.low, 1e-3);
  return static_cast<int>(std::clamp(part * along_bins_, 0.0, along_bins_ - 1.0));
}

FreeHits::FreeHits(const Hits& hits, const Geometry& geometry, std::span<const char> free)
    : geometry_(geometry),
      first_(geometry.layers().size() * std::size_t{phi_bins_} * std::size_t{along_bins_} + 1, 0),
      density_(geometry.layers().size() * std::size_t{along_bins_}, 0) {
  std::vector<std::uint32_t> cell(hits.size());
  for (std::uint32_t h = 0; h < hits.size(); ++h) {
    if (!free[h]) continue;
    const std::uint32_t layer = hits.layer[h];
    const float along = geometry.layers()[layer].barrel ? hits.z[h] : hits.r[h];
    const int phi = std::clamp(phi_bin(hits.phi[h]), 0, phi_bins_ - 1);
    cell[h] = (layer * phi_bins_ + static_cast<std::uint32_t>(phi)) * along_bins_ +
              static_cast<std::uint32_t>(along_bin(layer, along));
    ++first_[cell[h] + 1];
    density_[layer * std::size_t{along_bins_} + cell[h] % along_bins_] += 1;
  }
  for (std::size_t i = 0; i < density_.size(); ++i) {
    const LayerSurface& layer = geometry.layers()[i / along_bins_];
    const double depth = std::max(layer.high - layer.low, 1e-3) / along_bins_;
    const double middle = layer.low + (static_cast<double>(i % along_bins_) + 0.5) * depth;
    density_[i] /= 2 * std::numbers::pi * (layer.barrel ? layer.position : middle) * depth;
  }
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
  points_.resize(first_.back());
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (std::uint32_t h = 0; h < hits.size(); ++h) {
    if (!free[h]) continue;
    points_[next[cell[h]]++] = {hits.x[h], hits.y[h], hits.z[h], h, hits.module[h]};
  }
}

}  // namespace trackloom::track_fitting
