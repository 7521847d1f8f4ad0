// The hits of an event sorted for the window search: by layer, then by a grid in phi and along the
// layer (z in the barrel, r on disks).
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/host_device.hpp"
#include "layer_map/hit_columns.hpp"

namespace trackloom::layer_map {

// Cells of a layer are numbered row-major: phi bin, then bin along the layer, so that a search
// window is one contiguous run of hits per phi bin. Columns are in sorted order.
struct HitGrid {
  static constexpr int phi_bins = 128;
  static constexpr int along_bins = 128;

  struct LayerGrid {
    float low = 0, inverse_width = 0;                  // of the bins along the layer
    float min_r = 0, max_r = 0, min_z = 0, max_z = 0;  // envelope of the hits
    std::uint32_t begin = 0, end = 0;                  // hits of the layer
    std::size_t cells = 0;                             // offset into cell_first
    TRACKLOOM_HD int along_bin(float value) const noexcept {
      const float bin = (value - low) * inverse_width;
      if (!(bin > 0)) return 0;
      return bin >= along_bins ? along_bins - 1 : static_cast<int>(bin);
    }
  };

  std::vector<LayerGrid> layers;
  std::vector<std::uint32_t>
      cell_first;                  // layers x (phi_bins * along_bins) + 1, positions in order
  std::vector<std::uint32_t> hit;  // row of Hits
  std::vector<std::uint16_t> layer;
  std::vector<float> r, z, phi;
  HitColumns columns;

  // Reuses its memory. Deterministic: hits of a cell keep the order of their rows. Without the hits
  // whose entry in `used` is not 0; all of them where it is empty.
  void build(const Hits& hits, const Detector& detector, std::span<const std::uint8_t> used = {});

  TRACKLOOM_HD static int phi_bin(float phi) noexcept {
    constexpr float pi = 3.14159265358979F;
    constexpr float scale = phi_bins / (2 * pi);
    return std::clamp(static_cast<int>((phi + pi) * scale), 0, phi_bins - 1);
  }

 private:
  std::vector<std::uint32_t> rows_;            // that take part
  std::vector<std::uint32_t> cell_of_, next_;  // by row; by cell
};

}  // namespace trackloom::layer_map
