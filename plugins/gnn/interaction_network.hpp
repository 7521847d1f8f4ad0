// The interaction network as a LibTorch module: the one definition, used for training and
// inference. Conventions (edge direction, sigmoid, names of tensors): see architecture.hpp.
#pragma once

#include <torch/torch.h>

#include "gnn/architecture.hpp"

namespace trackloom::gnn {

struct MlpTensors;  // fused_mlp.hpp

// reference: torch's own operations; fused: the kernels of mlp_kernel.hpp, several times faster and
// without edge-sized intermediates. Both differentiate; they agree to rounding.
enum class Path { reference, fused };

struct GraphTensors {
  torch::Tensor nodes;           // [nodes, node_features] fp32, scaled
  torch::Tensor edges;           // [edges, edge_features] fp32; undefined without edge features
  torch::Tensor source, target;  // [edges] int32, in [0, nodes)
};

class MlpImpl : public torch::nn::Module {
 public:
  MlpImpl(const Architecture& architecture, std::int64_t in, std::int64_t out);

  // The MLP on the rows of [dense[0], dense[1], ...]; `residual` names the one that is added.
  torch::Tensor on_rows(const std::vector<torch::Tensor>& dense, int residual, Path path);
  // The MLP on [x_source, x_target, e]; nothing concatenated is written. `e` may be undefined.
  torch::Tensor on_edges(const torch::Tensor& x, const torch::Tensor& e, const GraphTensors& graph,
                         bool residual, Path path);

 private:
  torch::Tensor run(const MlpTensors& tensors, Path path);
  // Columns of the first layer's weight from `begin`, as many as each of the tensors has.
  void append_dense(const torch::Tensor& x, std::int64_t& column, MlpTensors& tensors);

  std::vector<torch::nn::Linear> linear_;
  std::vector<torch::nn::LayerNorm> norm_;
};
TORCH_MODULE(Mlp);

class InteractionNetworkImpl : public torch::nn::Module {
 public:
  explicit InteractionNetworkImpl(const Architecture& architecture);

  // One logit per edge, [edges]. With gradients off, the fused path updates in place and keeps one
  // [edges, hidden] tensor.
  torch::Tensor forward(const GraphTensors& graph, Path path);

 private:
  Architecture architecture_;
  Mlp node_encoder_ = nullptr, edge_encoder_ = nullptr, classifier_ = nullptr;
  std::vector<Mlp> node_network_, edge_network_;  // one per iteration, or one
};
TORCH_MODULE(InteractionNetwork);

}  // namespace trackloom::gnn
