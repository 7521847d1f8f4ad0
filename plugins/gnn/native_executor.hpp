// The executor that needs nothing but this plugin: fp32, one thread, the kernel of
// neural/forward.hpp.
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
  ForwardMemory block;
  Buffer<float> x, x0, incoming, outgoing, e, e0;
  Buffer<float> of_source[2], of_target[2];  // products of the nodes for two MLPs
};

// Takes its memory from a pool that all executors of the plugin share. Its logits differ from
// LibTorch's by rounding: less than 1e-3 or 1e-3 of the logit, tested.
class NativeExecutor : public GraphExecutor {
 public:
  explicit NativeExecutor(const Model& model);

  void logits(const GraphInput& graph, std::span<float> out) override;

 private:
  void interaction_network(std::span<float> out);
  void interaction_network_2(std::span<float> out);
  void attention_network(std::span<float> out);

  void run_nodes(Pass pass);
  Pass encoder();
  Pass on_edges(const PackedMlp& mlp, int products) const;
  void add_products(Pass& pass, const PackedMlp& mlp, int to, int x0 = no_x0);
  DenseRows features() const;
  float* clear(Buffer<float>& buffer, std::int64_t rows);

  static constexpr int no_x0 = -2;

  Architecture architecture_;
  PackedModel model_;
  GraphInput graph_;
  NetworkMemory* memory_ = nullptr;  // during a call
};

}  // namespace trackloom::gnn
