// The layer-window map: what a doublet or a triplet of hits looks like when it is true.
//
// For each directed pair of layers: a window per bin of the inner hit's position, and tables of log
// likelihood ratios, true over false candidates, for doublets, for triplets and for the three taken
// together. Learned once by LayerMapLearner, constant after. Everything is folded by the symmetries
// of the detector: rotation in phi, charge (sign of the slope), mirror in z.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "layer_map/axis.hpp"
#include "layer_map/layer_pairs.hpp"

namespace trackloom::layer_map {

inline constexpr int position_bins = 8;  // of the inner hit: |z| in the barrel, r on disks
inline constexpr int slope_bins = 24;
inline constexpr int z0_bins = 32;
inline constexpr int curvature_bins = 6;
inline constexpr int bend_bins = 20;
inline constexpr int kink_bins = 20;
inline constexpr int llr_bins = 24;  // of a log likelihood ratio in the final table
inline constexpr float llr_low = -9, llr_high = 7;

inline constexpr int doublet_table_size = position_bins * slope_bins * z0_bins;
inline constexpr int triplet_table_size = curvature_bins * bend_bins * kink_bins;
inline constexpr int final_table_size = llr_bins * (llr_bins + 1) * (llr_bins + 1);

// One entry per pair and position bin. An empty window has max_slope 0.
struct Window {
  float max_slope = 0;  // |dphi / dr|
  float min_z0 = 0, max_z0 = 0;
};

struct PairAxes {
  float position_low = 0, position_high = 1;
  float z0_scale = 1;
};

struct TripletAxes {
  float bend_scale = 1;
  float kink_scale = 1;
};

class LayerMap {
 public:
  std::uint64_t geometry = 0;  // Detector::fingerprint of the detector it was learned in
  std::string metadata;        // JSON: how it was made
  std::vector<LayerPair> pairs;
  std::vector<std::uint8_t> inner_barrel;  // by pair: the inner hit's position is |z|, else r
  std::vector<PairAxes> pair_axes;         // by pair
  std::vector<Window> windows;             // [pair][position bin]
  std::vector<float> doublet_llr;          // [pair][position][slope][z0]
  std::vector<TripletAxes> triplet_axes;   // by triple
  std::vector<std::uint32_t> triple_of;    // [pair12][outer layer of 23]: triple + 1, 0: none
  std::vector<float> triplet_llr;          // [triple][curvature][bend][kink]
  std::vector<float> final_llr;  // [doublet llr][best inner llr or none][best outer llr or none]
  float doublet_cut = 0;         // on doublet_llr; below, a candidate is dropped
  // Of the slope and curvature axes, rad/mm; no window is wider. A prompt particle of 0.1 GeV has
  // 3e-3, displaced ones any slope.
  float max_slope = 3.5e-3F;
  std::uint32_t layers = 0;

  RootAxis slope_axis() const { return {max_slope, slope_bins}; }
  RootAxis curvature_axis() const { return {max_slope, curvature_bins}; }
  LinearAxis position_axis(std::size_t pair) const {
    return {pair_axes[pair].position_low, pair_axes[pair].position_high, position_bins};
  }
  std::size_t triples() const noexcept { return triplet_axes.size(); }

  // Checks magic, version, checksum, geometry and the sizes of all tables; errors name the file.
  static LayerMap read(const std::filesystem::path& path);
  void write(const std::filesystem::path& path) const;
};

TRACKLOOM_HD inline std::size_t doublet_bin(std::size_t pair, int position, int slope, int z0) {
  return ((pair * position_bins + static_cast<std::size_t>(position)) * slope_bins +
          static_cast<std::size_t>(slope)) *
             z0_bins +
         static_cast<std::size_t>(z0);
}
TRACKLOOM_HD inline std::size_t triplet_bin(std::size_t triple, int curvature, int bend, int kink) {
  return ((triple * curvature_bins + static_cast<std::size_t>(curvature)) * bend_bins +
          static_cast<std::size_t>(bend)) *
             kink_bins +
         static_cast<std::size_t>(kink);
}
// Bin llr_bins means: no triplet on that side.
TRACKLOOM_HD inline std::size_t final_bin(int doublet, int inner, int outer) {
  return (static_cast<std::size_t>(doublet) * (llr_bins + 1) + static_cast<std::size_t>(inner)) *
             (llr_bins + 1) +
         static_cast<std::size_t>(outer);
}

}  // namespace trackloom::layer_map
