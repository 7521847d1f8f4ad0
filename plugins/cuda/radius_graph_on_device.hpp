// Fixed-radius neighbour search among the points of an embedding, on a device.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cuda/lane.hpp"
#include "cuda/products.hpp"
#include "cuda/radius_graph_kernels.hpp"
#include "metric_learning/points.hpp"
#include "metric_learning/radius_graph.hpp"

namespace trackloom::cuda {

// Workspace of one lane. Hits are sorted by the first coordinate of their points, and each is
// compared with those whose first coordinate is near: exact in any number of dimensions, and the
// graph and the scores are those of the CPU stage, to the bit.
class RadiusGraphOnDevice {
 public:
  // As many points as hits. Copies the points to the device. Throws OutOfMemory.
  void build(Lane& lane, const metric_learning::RadiusParameters& parameters,
             const HitColumns& hits, const metric_learning::Points& points, Graph& graph,
             Scores& scores);
  // The same from points that are there.
  void build(Lane& lane, const metric_learning::RadiusParameters& parameters,
             const HitColumns& hits, const PointRows& points, Graph& graph, Scores& scores);

 private:
  radius_graph_kernels::SortedPoints sort(Lane& lane, const HitColumns& hits,
                                          std::uint32_t dimensions);
  std::uint32_t find_edges(Lane& lane, const radius_graph_kernels::Search& search,
                           std::uint32_t most);
  void write_graph(Lane& lane, const metric_learning::RadiusParameters& parameters,
                   std::uint32_t nodes, std::uint32_t dimensions, std::uint32_t edges, Graph& graph,
                   Scores& scores);

  // Workspace: points.
  PointRows copied_;
  const float* point_ = nullptr;  // during a call
  DeviceBuffer<float> value_, from_origin2_;
  DeviceBuffer<std::uint32_t> key_, row_, sorted_key_, sorted_row_, layer_;
  // Workspace: edges.
  DeviceBuffer<std::uint32_t> first_, place_, kept_;
  DeviceBuffer<float> distance2_;
  DeviceBuffer<std::uint64_t> edge_, kept_edge_, sorted_edge_;
};

}  // namespace trackloom::cuda
