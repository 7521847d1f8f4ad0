// graph.cut on a device: the same edges.
#pragma once

#include <cstdint>

#include "cuda/lane.hpp"
#include "cuda/products.hpp"

namespace trackloom::cuda {

// Workspace of one lane.
class CutOnDevice {
 public:
  // Keeps edges with score >= min_score; of more than max_edges the best, ties by edge index.
  // Throws std::runtime_error if graph and scores differ in size, OutOfMemory.
  void cut(Lane& lane, const Graph& graph, const Scores& scores, float min_score,
           std::uint32_t max_edges, Graph& kept, Scores& kept_scores);

 private:
  DeviceBuffer<std::uint32_t> position_, key_, sorted_;
};

}  // namespace trackloom::cuda
