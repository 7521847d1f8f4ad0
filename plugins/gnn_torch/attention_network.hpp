// AGNN: nodes pass their state along the edges, each edge weighted by its own score
// (docs/algorithms.md):
//   x0 = node_encoder([node features])
//   per iteration i:
//     a  = sigmoid(attention.i([x_s, x_d, edge features]))       one number per edge
//     m  = sum over incoming edges of a x_s + sum over outgoing edges of a x_d
//     x' = x + node_network.i([m, x, x0])
//   logit = classifier([x_s, x_d, edge features])
// Without edge features it is the published network.
#pragma once

#include "gnn_torch/edge_classifier.hpp"

namespace trackloom::gnn {

class AttentionNetwork : public EdgeClassifier {
 public:
  explicit AttentionNetwork(const Architecture& architecture);

  // The fused path writes nothing of size edges x hidden.
  torch::Tensor forward(const GraphTensors& graph, const ForwardOptions& options) override;

 private:
  Architecture architecture_;
  Mlp node_encoder_ = nullptr, classifier_ = nullptr;
  std::vector<Mlp> attention_, node_network_;  // one per iteration, or one
};

}  // namespace trackloom::gnn
