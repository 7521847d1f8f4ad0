// The module map's graph, built on a device: kernels in the order of module_map::BuildGraph.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cuda/lane.hpp"
#include "cuda/module_map_views.hpp"
#include "cuda/products.hpp"

namespace trackloom::cuda {

// Workspace of one lane. The graph is the one that the CPU stage makes, to the bit.
class ModuleMapOnDevice {
 public:
  // The hits are of the map's detector. Throws std::runtime_error where there are more doublets or
  // edges, OutOfMemory.
  void build(Lane& lane, const ModuleMapView& map, const HitColumns& hits, std::size_t max_doublets,
             std::size_t max_edges, Graph& graph);

 private:
  void sort_hits(Lane& lane, const HitColumns& hits);
  void find_doublets(Lane& lane, std::size_t max_doublets);
  std::uint32_t mark_used(Lane& lane);
  void write_graph(Lane& lane, std::uint32_t nodes, std::uint32_t used, std::size_t max_edges,
                   Graph& graph);

  // Of the event at work.
  ModuleMapView map_{};
  HitsByModuleView hits_{};
  TasksView tasks_{};
  HitDoubletsView doublets_{};

  // Workspace: hits.
  DeviceBuffer<std::uint32_t> key_, row_, sorted_key_, sorted_row_, hit_first_;
  DeviceBuffer<module_map::Point> point_;
  DeviceBuffer<float> azimuth_;
  // Workspace: doublets and edges.
  DeviceBuffer<std::uint32_t> task_first_, offset_, inner_, used_, distinct_;
  DeviceBuffer<HitDoublet> doublet_;
  DeviceBuffer<std::uint64_t> edge_, sorted_edge_;
};

}  // namespace trackloom::cuda
