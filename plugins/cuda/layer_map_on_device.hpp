// The layer map's graph, built on a device: kernels in the order of layer_map::BuildGraph.
#pragma once

#include <cstdint>
#include <vector>

#include "cuda/lane.hpp"
#include "cuda/layer_map_views.hpp"
#include "cuda/products.hpp"
#include "layer_map/layer_map.hpp"

namespace trackloom::cuda {

// Tables and workspace of one lane. The graph is the one that the CPU stage makes, to the bit.
class LayerMapOnDevice {
 public:
  // The map is kept by reference.
  explicit LayerMapOnDevice(const layer_map::LayerMap& map) : map_(map) {}

  // Throws std::runtime_error if the event's detector is not the map's, OutOfMemory.
  void build(Lane& lane, const HitColumns& hits, float min_score, std::uint32_t max_edges,
             Graph& graph, Scores& scores);

 private:
  void upload(Lane& lane, const Detector& detector);
  void sort_hits(Lane& lane, const HitColumns& hits);
  void find_doublets(Lane& lane);
  void rank_doublets(Lane& lane, float min_score, std::uint32_t max_edges);
  void write_graph(Lane& lane, Graph& graph, Scores& scores);

  const layer_map::LayerMap& map_;
  MapView view_{};
  GridView grid_{};
  DoubletsView doublets_{};
  bool uploaded_ = false;

  // Tables.
  DeviceBuffer<layer_map::Step> step_;
  DeviceBuffer<std::uint32_t> step_first_, triple_of_, by_rank_;
  DeviceBuffer<std::uint16_t> mirror_;
  DeviceBuffer<layer_map::Z0Ranges> ranges_;
  DeviceBuffer<layer_map::PairAxes> pair_axes_;
  DeviceBuffer<layer_map::TripletAxes> triplet_axes_;
  DeviceBuffer<std::uint8_t> inner_barrel_, doublet_, triplet_, barrel_;
  DeviceBuffer<float> bin_score_;
  // Workspace: hits.
  DeviceBuffer<std::uint32_t> extremes_, cell_, row_, sorted_cell_, sorted_row_, cell_first_;
  DeviceBuffer<std::uint32_t> sorted_layer_;
  DeviceBuffer<layer_map::HitGrid::LayerGrid> layers_;
  DeviceBuffer<float> sorted_;  // r, z, phi
  // Workspace: doublets.
  DeviceBuffer<std::uint32_t> offset_, inner_, best_inner_, best_outer_, bin_, kept_;
  DeviceBuffer<layer_map::DoubletEdge> edge_;
  DeviceBuffer<std::uint32_t> bin_count_, rank_count_, keep_, room_, degree_;
};

}  // namespace trackloom::cuda
