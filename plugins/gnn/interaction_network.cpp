#include "gnn/interaction_network.hpp"

#include "gnn/fused_mlp.hpp"

namespace trackloom::gnn {

using torch::Tensor;
namespace functional = torch::nn::functional;

MlpImpl::MlpImpl(const Architecture& a, std::int64_t in, std::int64_t out) {
  for (std::int64_t layer = 0; layer <= a.hidden_layers; ++layer) {
    const bool last = layer == a.hidden_layers;
    const std::string index = std::to_string(layer);
    linear_.push_back(register_module(
        "linear" + index, torch::nn::Linear(layer == 0 ? in : a.hidden, last ? out : a.hidden)));
    if (last || !a.layer_norm) continue;
    norm_.push_back(register_module("norm" + index,
                                    torch::nn::LayerNorm(torch::nn::LayerNormOptions({a.hidden}))));
  }
}

void MlpImpl::append_dense(const Tensor& x, std::int64_t& column, MlpTensors& tensors) {
  tensors.dense.push_back(x);
  tensors.dense_weight.push_back(linear_[0]->weight.narrow(1, column, x.size(1)));
  column += x.size(1);
}

Tensor MlpImpl::on_rows(const std::vector<Tensor>& dense, int residual, Path path) {
  MlpTensors tensors;
  std::int64_t column = 0;
  for (const Tensor& x : dense) append_dense(x, column, tensors);
  tensors.residual = residual;
  return run(tensors, path);
}

Tensor MlpImpl::on_edges(const Tensor& x, const Tensor& e, const GraphTensors& graph, bool residual,
                         Path path) {
  MlpTensors tensors;
  std::int64_t column = 0;
  for (const Tensor& index : {graph.source, graph.target}) {
    tensors.products.push_back(torch::mm(x, linear_[0]->weight.narrow(1, column, x.size(1)).t()));
    tensors.indices.push_back(index);
    column += x.size(1);
  }
  if (e.defined()) append_dense(e, column, tensors);
  tensors.residual = residual ? 0 : -1;
  return run(tensors, path);
}

Tensor MlpImpl::run(const MlpTensors& given, Path path) {
  if (path == Path::fused) {
    MlpTensors tensors = given;
    for (std::size_t l = 0; l < linear_.size(); ++l) {
      MlpLayerTensors layer;
      if (l > 0) layer.weight = linear_[l]->weight;
      layer.bias = linear_[l]->bias;
      if (l < norm_.size()) {
        layer.norm_weight = norm_[l]->weight;
        layer.norm_bias = norm_[l]->bias;
      }
      tensors.layers.push_back(std::move(layer));
    }
    return fused_mlp(tensors);
  }
  Tensor z = linear_[0]->bias;
  for (std::size_t j = 0; j < given.dense.size(); ++j) {
    z = z + torch::mm(given.dense[j], given.dense_weight[j].t());
  }
  for (std::size_t g = 0; g < given.products.size(); ++g) {
    z = z + given.products[g].index_select(0, given.indices[g]);
  }
  for (std::size_t l = 1; l < linear_.size(); ++l) {
    if (!norm_.empty()) z = norm_[l - 1]->forward(z);
    z = linear_[l]->forward(torch::relu(z));
  }
  return given.residual < 0 ? z : z + given.dense[given.residual];
}

InteractionNetworkImpl::InteractionNetworkImpl(const Architecture& a) : architecture_(a) {
  const std::int64_t hidden = a.hidden;
  node_encoder_ = register_module("node_encoder", Mlp(a, a.node_width(), hidden));
  edge_encoder_ = register_module("edge_encoder", Mlp(a, 2 * hidden + a.edge_width(), hidden));
  torch::nn::ModuleList nodes;
  torch::nn::ModuleList edges;
  for (std::int64_t i = 0; i < (a.shared_weights ? 1 : a.iterations); ++i) {
    node_network_.emplace_back(a, 3 * hidden, hidden);
    edge_network_.emplace_back(a, 3 * hidden, hidden);
    nodes->push_back(node_network_.back());
    edges->push_back(edge_network_.back());
  }
  register_module("node_network", nodes);
  register_module("edge_network", edges);
  classifier_ = register_module("classifier", Mlp(a, 3 * hidden, 1));
}

Tensor InteractionNetworkImpl::forward(const GraphTensors& graph, Path path) {
  const bool residual = architecture_.residual;
  Tensor x = node_encoder_->on_rows({graph.nodes}, -1, path);
  Tensor e = edge_encoder_->on_edges(x, graph.edges, graph, false, path);
  for (std::int64_t i = 0; i < architecture_.iterations; ++i) {
    const std::int64_t set = architecture_.shared_weights ? 0 : i;
    std::vector<Tensor> sums;  // incoming, outgoing
    if (path == Path::fused) {
      sums = fused_node_sums(e, graph.source, graph.target, x.size(0));
    } else {
      sums = {torch::zeros_like(x).index_add(0, graph.target, e),
              torch::zeros_like(x).index_add(0, graph.source, e)};
    }
    x = node_network_[set]->on_rows({x, sums[0], sums[1]}, residual ? 0 : -1, path);
    e = edge_network_[set]->on_edges(x, e, graph, residual, path);
  }
  return classifier_->on_edges(x, e, graph, false, path).squeeze(1);
}

}  // namespace trackloom::gnn
