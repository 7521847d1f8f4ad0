// The executor that needs nothing but this plugin: one thread, the kernels of neural/forward.hpp
// (fp32) and neural/forward_rounded.hpp (bf16, int8).
#pragma once

#include <memory>
#include <vector>

#include "gnn/architecture.hpp"
#include "gnn/graph_executor.hpp"
#include "gnn/packed_model.hpp"
#include "neural/forward.hpp"

namespace trackloom::gnn {

// A call's working memory: one [edges, hidden] array (two for interaction_network_2, none for agnn
// and for networks without iterations) and a few [nodes, hidden] ones.
struct NetworkMemory {
  struct EdgeStates {  // in the one precision or the other
    Buffer<float> full;
    Buffer<std::uint16_t> half;
  };
  ForwardMemory block;
  EdgeStates e, e0;
  Buffer<float> x, x0, incoming, outgoing;
  Buffer<float> of_source[2], of_target[2];  // products of the nodes for two MLPs
};

enum class NativePrecision { fp32, bf16, int8 };

// Takes its memory from a pool that all executors of the plugin share. In fp32 its logits differ
// from LibTorch's by rounding: less than 1e-3 or 1e-3 of the logit, tested. In bf16 products and
// the states of edges are rounded to 8 bits of mantissa, in int8 products to 8 bits of the range of
// a row or column and states of edges to bf16 (docs/performance.md has what that does to scores and
// tracks).
class NativeExecutor : public GraphExecutor {
 public:
  explicit NativeExecutor(const Model& model, NativePrecision precision = NativePrecision::fp32);

  void logits(const GraphInput& graph, std::span<float> out) override;

 private:
  void interaction_network(std::span<float> out);
  void interaction_network_2(std::span<float> out);
  void attention_network(std::span<float> out);

  void run(std::span<const Pass> passes, std::int64_t rows);
  void run_nodes(Pass pass);
  Pass encoder();
  Pass on_edges(const PackedMlp& mlp, int products) const;
  void add_products(Pass& pass, const PackedMlp& mlp, int to, int x0 = no_x0);
  DenseRows features() const;
  DenseRows states(const NetworkMemory::EdgeStates& e) const;
  void keep_states(Pass& pass, NetworkMemory::EdgeStates& e, std::int64_t edges) const;
  float* clear(Buffer<float>& buffer, std::int64_t rows);

  static constexpr int no_x0 = -2;

  Architecture architecture_;
  // Null: forward().
  void (*rounded_)(std::span<const neural::Pass>, std::int64_t, neural::ForwardMemory&) = nullptr;
  PackedModel model_;
  GraphInput graph_;
  NetworkMemory* memory_ = nullptr;  // during a call
};

}  // namespace trackloom::gnn
