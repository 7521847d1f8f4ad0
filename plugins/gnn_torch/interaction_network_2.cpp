#include "gnn_torch/interaction_network_2.hpp"

#include "gnn_torch/checkpointing.hpp"

namespace trackloom::gnn {

using torch::Tensor;

InteractionNetwork2::InteractionNetwork2(const Architecture& a) : architecture_(a) {
  const std::int64_t hidden = a.hidden;
  const std::int64_t sets = a.shared_weights ? 1 : a.iterations;
  node_encoder_ = register_module("node_encoder", Mlp(a, a.node_width(), hidden));
  edge_encoder_ = register_module("edge_encoder", Mlp(a, 2 * hidden + a.edge_width(), hidden));
  node_network_ = register_mlps(*this, "node_network", sets, a, 4 * hidden, hidden);
  edge_network_ = register_mlps(*this, "edge_network", sets, a, 6 * hidden, hidden);
  classifier_ = register_module("classifier", Mlp(a, 3 * hidden, 1));
}

Tensor InteractionNetwork2::forward(const GraphTensors& graph, const ForwardOptions& options) {
  const Path path = options.path;
  const Tensor x0 = node_encoder_->on_rows({graph.nodes}, -1, path);
  const Tensor e0 = edge_encoder_->on_edges(x0, {graph.edges}, graph, -1, path);
  Tensor x = x0;
  Tensor e = e0;
  for (std::int64_t i = 0; i < architecture_.iterations; ++i) {
    const std::int64_t set = architecture_.shared_weights ? 0 : i;
    const auto iteration = [this, set, path, graph](const Tensors& in) -> Tensors {
      const Tensor both = torch::cat({in[0], in[1]}, 1);
      const Tensor next = edge_network_[set]->on_edges(both, {in[2], in[3]}, graph, -1, path);
      const Tensors sums = node_sums(next, graph, both.size(0), path);
      return {node_network_[set]->on_rows({in[0], in[1], sums[0], sums[1]}, -1, path), next};
    };
    const Tensors out = run_segment(iteration, {x, x0, e, e0}, options.checkpoint);
    x = out[0];
    e = out[1];
  }
  return classifier_->on_edges(x, {e}, graph, -1, path).squeeze(1);
}

}  // namespace trackloom::gnn
