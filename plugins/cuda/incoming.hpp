// The edges that end at each node, in ascending order: the other CSR form of a graph.
#pragma once

#include <cstdint>

#include "cuda/lane.hpp"
#include "cuda/products.hpp"

namespace trackloom::cuda {

class IncomingEdges {
 public:
  // Edges entering node n: edge()[first()[n]] ... edge()[first()[n + 1] - 1].
  void build(Lane& lane, const Graph& graph);
  const std::uint32_t* first() const noexcept { return first_.data(); }
  const std::uint32_t* edge() const noexcept { return edge_.data(); }

 private:
  DeviceBuffer<std::uint32_t> number_, target_, edge_, first_;
};

}  // namespace trackloom::cuda
