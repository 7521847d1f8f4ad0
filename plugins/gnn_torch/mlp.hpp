// The multilayer perceptron that all edge classifiers are made of, as a LibTorch module.
#pragma once

#include <torch/torch.h>

#include <vector>

#include "gnn/architecture.hpp"

namespace trackloom::gnn {

struct MlpTensors;  // fused_mlp.hpp

// reference: torch's own operations; fused: the kernels of mlp_kernel.hpp, several times faster and
// without edge-sized intermediates. Both differentiate; they agree to rounding.
enum class Path { reference, fused };

struct GraphTensors {
  torch::Tensor nodes;           // [nodes, node_width] fp32, scaled
  torch::Tensor edges;           // [edges, edge_width] fp32; undefined without edge features
  torch::Tensor source, target;  // [edges] int32, in [0, nodes)
};

// Layer norm or batch norm of rows; architecture.hpp says how batch norm is trained.
class NormLayerImpl : public torch::nn::Module {
 public:
  NormLayerImpl(Norm kind, std::int64_t width);

  torch::Tensor forward(const torch::Tensor& rows);
  // Batch norm with the running statistics is rows * scale + shift.
  torch::Tensor scale() const;
  torch::Tensor shift() const;

  torch::Tensor weight, bias;

 private:
  std::int64_t width_;
  // Batch norm only; the batch's are those of the last rows in training.
  torch::Tensor running_mean_, running_var_, batch_mean_, batch_var_;
};
TORCH_MODULE(NormLayer);

class MlpImpl : public torch::nn::Module {
 public:
  MlpImpl(const Architecture& architecture, std::int64_t in, std::int64_t out);

  // The MLP on the rows of [dense[0], dense[1], ...]; `residual` names the one that is added, -1
  // none.
  torch::Tensor on_rows(const std::vector<torch::Tensor>& dense, int residual, Path path);
  // The MLP on [x_source, x_target, e[0], e[1], ...]; nothing concatenated is written. Undefined
  // tensors in `e` are left out.
  torch::Tensor on_edges(const torch::Tensor& x, const std::vector<torch::Tensor>& e,
                         const GraphTensors& graph, int residual, Path path);

 private:
  struct Layer {
    torch::Tensor weight, bias;
  };
  // Fused kernels know no batch norm: with running statistics it goes into the linear layer before
  // it; in training, the hidden layers take torch's operations.
  bool folds(Path path) const;
  Layer layer(std::size_t index, bool fold) const;
  torch::Tensor run(const MlpTensors& tensors, Path path);

  Norm norm_kind_;
  std::vector<torch::nn::Linear> linear_;
  std::vector<NormLayer> norm_;
};
TORCH_MODULE(Mlp);

// Sums of edge rows at their [target, source] nodes, in this order.
std::vector<torch::Tensor> node_sums(const torch::Tensor& rows, const GraphTensors& graph,
                                     std::int64_t nodes, Path path);

}  // namespace trackloom::gnn
