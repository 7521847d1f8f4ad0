// The kernels of neural/mlp_kernel.hpp and row_sums.hpp as differentiable torch operations. Tensors
// are contiguous fp32 on the CPU, indices int32; nothing is checked here.
#pragma once

#include <torch/torch.h>

#include <vector>

namespace trackloom::gnn {

struct MlpLayerTensors {
  torch::Tensor weight, bias;            // layer 0 has no weight here
  torch::Tensor norm_weight, norm_bias;  // undefined: no layer norm
};

struct MlpTensors {
  std::vector<torch::Tensor> dense;         // [rows, width] each
  std::vector<torch::Tensor> dense_weight;  // [hidden, width] each, columns contiguous
  std::vector<torch::Tensor> products;      // none, or [nodes, hidden] twice
  std::vector<torch::Tensor> indices;       // [rows] each, as many as products
  std::vector<MlpLayerTensors> layers;
  int residual = -1;
};

// In torch's inference mode a residual input's memory is reused for the result.
torch::Tensor fused_mlp(const MlpTensors& tensors);

// Sums of edge rows at their [target, source] nodes, in this order.
std::vector<torch::Tensor> fused_node_sums(const torch::Tensor& rows, const torch::Tensor& source,
                                           const torch::Tensor& target, std::int64_t nodes);

// [nodes, width]: at node n the sum of weight[i] x[other end] over the edges i at n.
torch::Tensor fused_neighbour_sums(const torch::Tensor& x, const torch::Tensor& weight,
                                   const torch::Tensor& source, const torch::Tensor& target);

}  // namespace trackloom::gnn
