// IN2: the interaction network of GNN4ITk's production chain (docs/algorithms.md), H = hidden, sum
// aggregation. The edges go first, the encoded inputs x0 and e0 enter every iteration again, and
// nothing is added to what it updates:
//   x0 = node_encoder([node features])     e0 = edge_encoder([x_s, x_d, edge features])
//   per iteration i:
//     e' = edge_network.i([x_s, x0_s, x_d, x0_d, e, e0])                        (6H inputs)
//     x' = node_network.i([x, x0, sum of incoming e', sum of outgoing e'])      (4H inputs)
//   logit = classifier([x_s, x_d, e])
#pragma once

#include "gnn_torch/edge_classifier.hpp"

namespace trackloom::gnn {

class InteractionNetwork2 : public EdgeClassifier {
 public:
  explicit InteractionNetwork2(const Architecture& architecture);

  // In inference mode, the fused path keeps three [edges, hidden] tensors.
  torch::Tensor forward(const GraphTensors& graph, const ForwardOptions& options) override;

 private:
  Architecture architecture_;
  Mlp node_encoder_ = nullptr, edge_encoder_ = nullptr, classifier_ = nullptr;
  std::vector<Mlp> node_network_, edge_network_;  // one per iteration, or one
};

}  // namespace trackloom::gnn
