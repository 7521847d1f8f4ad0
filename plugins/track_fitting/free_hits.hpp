// The hits that no track has, to be found by layer and place.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "event_data/hits.hpp"
#include "track_fitting/geometry.hpp"

namespace trackloom::track_fitting {

// Every layer is divided evenly in phi and along z (barrel) or r (disc).
class FreeHits {
 public:
  struct Point {
    float x, y, z;
    std::uint32_t hit, module;
  };

  // The hits with free[hit] != 0.
  FreeHits(const Hits& hits, const Geometry& geometry, std::span<const char> free);

  // Hits per mm^2 of `layer` near `along`, the mean over phi.
  double density(std::uint32_t layer, double along) const noexcept {
    return density_[layer * std::size_t{along_bins_} +
                    static_cast<std::size_t>(along_bin(layer, along))];
  }

  // Calls visit(Point) for all hits of `layer` within the window, and some around it. `width` is
  // half of it in rad, `reach` half of it along, in mm.
  template <class Visit>
  void search(std::uint32_t layer, double phi, double width, double along, double reach,
              Visit&& visit) const;

 private:
  static constexpr int phi_bins_ = 256, along_bins_ = 16;

  static int phi_bin(double phi) noexcept;
  int along_bin(std::uint32_t layer, double along) const noexcept;

  const Geometry& geometry_;
  std::vector<std::uint32_t> first_;  // of every cell: layer, phi, along
  std::vector<Point> points_;
  std::vector<double> density_;  // of every layer and bin along
};

template <class Visit>
void FreeHits::search(std::uint32_t layer, double phi, double width, double along, double reach,
                      Visit&& visit) const {
  const int low = phi_bin(phi - width);
  const int count = std::min(phi_bin(phi + width) - low, phi_bins_ - 1);
  const int from = along_bin(layer, along - reach), to = along_bin(layer, along + reach);
  for (int i = low; i <= low + count; ++i) {
    const int wrapped = (i % phi_bins_ + phi_bins_) % phi_bins_;
    const std::size_t row = (layer * std::size_t{phi_bins_} + static_cast<std::size_t>(wrapped)) *
                            std::size_t{along_bins_};
    const std::uint32_t end = first_[row + static_cast<std::size_t>(to) + 1];
    for (std::uint32_t k = first_[row + static_cast<std::size_t>(from)]; k < end; ++k) {
      visit(points_[k]);
    }
  }
}

}  // namespace trackloom::track_fitting
