#include "gnn_torch/attention_network.hpp"

#include "gnn_torch/checkpointing.hpp"
#include "gnn_torch/fused_mlp.hpp"

namespace trackloom::gnn {

using torch::Tensor;

namespace {

Tensor weighted_neighbours(const Tensor& x, const Tensor& weight, const GraphTensors& graph,
                           Path path) {
  if (path == Path::fused) {
    return fused_neighbour_sums(x, weight, graph.source, graph.target);
  }
  const Tensor column = weight.unsqueeze(1);
  return torch::zeros_like(x)
      .index_add(0, graph.target, column * x.index_select(0, graph.source))
      .index_add(0, graph.source, column * x.index_select(0, graph.target));
}

}  // namespace

AttentionNetwork::AttentionNetwork(const Architecture& a) : architecture_(a) {
  const std::int64_t hidden = a.hidden;
  const std::int64_t sets = a.shared_weights ? 1 : a.iterations;
  const std::int64_t edge = 2 * hidden + a.edge_width();
  node_encoder_ = register_module("node_encoder", Mlp(a, a.node_width(), hidden));
  attention_ = register_mlps(*this, "attention", sets, a, edge, 1);
  node_network_ = register_mlps(*this, "node_network", sets, a, 3 * hidden, hidden);
  classifier_ = register_module("classifier", Mlp(a, edge, 1));
}

Tensor AttentionNetwork::forward(const GraphTensors& graph, const ForwardOptions& options) {
  const Path path = options.path;
  Tensor x = node_encoder_->on_rows({graph.nodes}, -1, path);
  const Tensor x0 = x.clone();  // in inference mode x is updated in place
  for (std::int64_t i = 0; i < architecture_.iterations; ++i) {
    const std::int64_t set = architecture_.shared_weights ? 0 : i;
    const auto iteration = [this, set, path, graph](const Tensors& in) -> Tensors {
      const Tensor logit = attention_[set]->on_edges(in[0], {graph.edges}, graph, -1, path);
      const Tensor messages =
          weighted_neighbours(in[0], torch::sigmoid(logit.squeeze(1)), graph, path);
      return {node_network_[set]->on_rows({messages, in[0], in[1]}, 1, path)};
    };
    x = run_segment(iteration, {x, x0}, options.checkpoint)[0];
  }
  return classifier_->on_edges(x, {graph.edges}, graph, -1, path).squeeze(1);
}

}  // namespace trackloom::gnn
