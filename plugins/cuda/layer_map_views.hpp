// A layer map and a grid of hits as kernels see them: pointers to device memory with the members
// that layer_map/search.hpp asks for.
#pragma once

#include <cstdint>

#include "layer_map/edges.hpp"

namespace trackloom::cuda {

struct MapView {
  const layer_map::Step* step;      // by real inner layer, in the order of the map's pairs
  const std::uint32_t* step_first;  // layers + 1
  const std::uint16_t* mirror;
  const layer_map::Z0Ranges* ranges;
  const layer_map::PairAxes* pair_axes;
  const std::uint8_t* inner_barrel;
  const layer_map::TripletAxes* triplet_axes;
  const std::uint32_t* triple_of;
  const std::uint8_t* doublet;  // ByteTables
  const std::uint8_t* triplet;
  const float* bin_score;        // of the final table's bins
  const std::uint32_t* by_rank;  // bins, the best first
  const std::uint8_t* barrel;    // by real layer
  float max_slope;
  std::uint32_t layers;
  std::uint32_t max_steps;  // most steps that one layer has

  TRACKLOOM_HD layer_map::RootAxis slope_axis() const { return {max_slope, layer_map::slope_bins}; }
  TRACKLOOM_HD layer_map::RootAxis curvature_axis() const {
    return {max_slope, layer_map::curvature_bins};
  }
  TRACKLOOM_HD layer_map::LinearAxis position_axis(std::size_t pair) const {
    return {pair_axes[pair].position_low, pair_axes[pair].position_high, layer_map::position_bins};
  }
};

// As HitGrid.
struct GridView {
  const layer_map::HitGrid::LayerGrid* layers;
  const std::uint32_t* cell_first;
  const std::uint32_t* hit;    // row of Hits
  const std::uint32_t* layer;  // real
  const float *r, *z, *phi;
  std::uint32_t hits;
};

// The doublets of sorted hit a are edge[first(a)] ... edge[first(a + 1) - 1], in the order of
// for_each_partner.
struct DoubletsView {
  const layer_map::DoubletEdge* edge;
  const std::uint32_t* inner;   // sorted hit where it starts
  const std::uint32_t* offset;  // by hit and step, and one more
  std::uint32_t max_steps;
  std::uint32_t count;

  TRACKLOOM_HD std::uint32_t first(std::uint32_t a) const {
    return offset[static_cast<std::size_t>(a) * max_steps];
  }
};

}  // namespace trackloom::cuda
