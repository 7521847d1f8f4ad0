#include "gnn_torch/interaction_network.hpp"

#include "gnn_torch/checkpointing.hpp"

namespace trackloom::gnn {

using torch::Tensor;

InteractionNetwork::InteractionNetwork(const Architecture& a) : architecture_(a) {
  const std::int64_t hidden = a.hidden;
  const std::int64_t sets = a.shared_weights ? 1 : a.iterations;
  node_encoder_ = register_module("node_encoder", Mlp(a, a.node_width(), hidden));
  edge_encoder_ = register_module("edge_encoder", Mlp(a, 2 * hidden + a.edge_width(), hidden));
  node_network_ = register_mlps(*this, "node_network", sets, a, 3 * hidden, hidden);
  edge_network_ = register_mlps(*this, "edge_network", sets, a, 3 * hidden, hidden);
  classifier_ = register_module("classifier", Mlp(a, 3 * hidden, 1));
}

Tensor InteractionNetwork::forward(const GraphTensors& graph, const ForwardOptions& options) {
  const Path path = options.path;
  const int residual = architecture_.residual ? 0 : -1;
  Tensor x = node_encoder_->on_rows({graph.nodes}, -1, path);
  Tensor e = edge_encoder_->on_edges(x, {graph.edges}, graph, -1, path);
  for (std::int64_t i = 0; i < architecture_.iterations; ++i) {
    const std::int64_t set = architecture_.shared_weights ? 0 : i;
    const auto iteration = [this, set, residual, path, graph](const Tensors& in) -> Tensors {
      const Tensors sums = node_sums(in[1], graph, in[0].size(0), path);
      const Tensor next = node_network_[set]->on_rows({in[0], sums[0], sums[1]}, residual, path);
      return {next, edge_network_[set]->on_edges(next, {in[1]}, graph, residual, path)};
    };
    const Tensors out = run_segment(iteration, {x, e}, options.checkpoint);
    x = out[0];
    e = out[1];
  }
  return classifier_->on_edges(x, {e}, graph, -1, path).squeeze(1);
}

}  // namespace trackloom::gnn
