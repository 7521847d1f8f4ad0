// What every executor of an edge classifier does: a graph in, logits out.
#pragma once

#include <cstdint>
#include <span>

namespace trackloom::gnn {

// A graph as the network sees it; views that must outlive the call. Indices are below `nodes`.
struct GraphInput {
  std::int64_t nodes = 0;
  std::span<const float> node_features;  // [nodes, node_width]
  std::span<const float> edge_features;  // [edges, edge_width], empty without
  std::span<const std::int32_t> source, target;
};

// Not thread-safe; several may run side by side. Every number it computes depends on its inputs
// only. Executors of the same model differ by rounding.
class GraphExecutor {
 public:
  virtual ~GraphExecutor() = default;
  // One logit per edge. Throws std::runtime_error if the graph cannot be run.
  virtual void logits(const GraphInput& graph, std::span<float> out) = 0;
};

}  // namespace trackloom::gnn
