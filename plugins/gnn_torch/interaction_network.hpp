// IN1: an interaction network in the style of Exa.TrkX (docs/algorithms.md), H = hidden, sum
// aggregation:
//   x  = node_encoder([node features])     e = edge_encoder([x_s, x_d, edge features])
//   per iteration i:
//     x' = node_network.i([x, sum of incoming e, sum of outgoing e])   (+ x if residual)
//     e' = edge_network.i([x'_s, x'_d, e])                             (+ e if residual)
//   logit = classifier([x_s, x_d, e])
#pragma once

#include "gnn_torch/edge_classifier.hpp"

namespace trackloom::gnn {

class InteractionNetwork : public EdgeClassifier {
 public:
  explicit InteractionNetwork(const Architecture& architecture);

  // In inference mode, the fused path updates in place and keeps one [edges, hidden] tensor.
  torch::Tensor forward(const GraphTensors& graph, const ForwardOptions& options) override;

 private:
  Architecture architecture_;
  Mlp node_encoder_ = nullptr, edge_encoder_ = nullptr, classifier_ = nullptr;
  std::vector<Mlp> node_network_, edge_network_;  // one per iteration, or one
};

}  // namespace trackloom::gnn
