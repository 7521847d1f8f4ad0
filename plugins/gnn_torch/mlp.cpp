#include "gnn_torch/mlp.hpp"

#include "gnn_torch/fused_mlp.hpp"

namespace trackloom::gnn {

using torch::Tensor;

namespace {

constexpr double epsilon = 1e-5;

}  // namespace

NormLayerImpl::NormLayerImpl(Norm kind, std::int64_t width) : width_(width) {
  weight = register_parameter("weight", torch::ones({width}));
  bias = register_parameter("bias", torch::zeros({width}));
  if (kind != Norm::batch) return;
  running_mean_ = register_buffer("running_mean", torch::zeros({width}));
  running_var_ = register_buffer("running_var", torch::ones({width}));
  batch_mean_ = register_buffer("batch_mean", torch::zeros({width}));
  batch_var_ = register_buffer("batch_var", torch::ones({width}));
}

Tensor NormLayerImpl::forward(const Tensor& rows) {
  if (!running_mean_.defined()) return torch::layer_norm(rows, {width_}, weight, bias, epsilon);
  if (is_training() && rows.size(0) > 1) {
    // With momentum 1 torch leaves the batch's own statistics here.
    return torch::batch_norm(rows, weight, bias, batch_mean_, batch_var_, true, 1.0, epsilon,
                             false);
  }
  if (is_training()) {  // one row has no variance
    const torch::NoGradGuard no_gradients;
    batch_mean_.copy_(running_mean_);
    batch_var_.copy_(running_var_);
  }
  return torch::batch_norm(rows, weight, bias, running_mean_, running_var_, false, 0.0, epsilon,
                           false);
}

Tensor NormLayerImpl::scale() const {
  return weight / torch::sqrt(running_var_ + epsilon);
}

Tensor NormLayerImpl::shift() const {
  return bias - running_mean_ * scale();
}

MlpImpl::MlpImpl(const Architecture& a, std::int64_t in, std::int64_t out) : norm_kind_(a.norm) {
  for (std::int64_t layer = 0; layer <= a.hidden_layers; ++layer) {
    const bool last = layer == a.hidden_layers;
    const std::string index = std::to_string(layer);
    linear_.push_back(register_module(
        "linear" + index, torch::nn::Linear(layer == 0 ? in : a.hidden, last ? out : a.hidden)));
    if (last || a.norm == Norm::none) continue;
    norm_.push_back(register_module("norm" + index, NormLayer(a.norm, a.hidden)));
  }
}

bool MlpImpl::folds(Path path) const {
  return path == Path::fused && norm_kind_ == Norm::batch && !is_training();
}

MlpImpl::Layer MlpImpl::layer(std::size_t index, bool fold) const {
  const auto& linear = *linear_[index];
  if (!fold || index >= norm_.size()) return {linear.weight, linear.bias};
  const Tensor scale = norm_[index]->scale();
  return {linear.weight * scale.unsqueeze(1), linear.bias * scale + norm_[index]->shift()};
}

namespace {

// Columns of the first layer's weight from `column`, as many as the tensor has.
void append_dense(const Tensor& x, const Tensor& weight, std::int64_t& column,
                  MlpTensors& tensors) {
  tensors.dense.push_back(x);
  tensors.dense_weight.push_back(weight.narrow(1, column, x.size(1)));
  column += x.size(1);
}

}  // namespace

Tensor MlpImpl::on_rows(const std::vector<Tensor>& dense, int residual, Path path) {
  MlpTensors tensors;
  const Layer first = layer(0, folds(path));
  std::int64_t column = 0;
  for (const Tensor& x : dense) append_dense(x, first.weight, column, tensors);
  tensors.residual = residual;
  tensors.layers.resize(1);
  tensors.layers[0].bias = first.bias;
  return run(tensors, path);
}

Tensor MlpImpl::on_edges(const Tensor& x, const std::vector<Tensor>& e, const GraphTensors& graph,
                         int residual, Path path) {
  MlpTensors tensors;
  const Layer first = layer(0, folds(path));
  std::int64_t column = 0;
  for (const Tensor& index : {graph.source, graph.target}) {
    tensors.products.push_back(torch::mm(x, first.weight.narrow(1, column, x.size(1)).t()));
    tensors.indices.push_back(index);
    column += x.size(1);
  }
  for (const Tensor& rows : e) {
    if (rows.defined()) append_dense(rows, first.weight, column, tensors);
  }
  tensors.residual = residual;
  tensors.layers.resize(1);
  tensors.layers[0].bias = first.bias;
  return run(tensors, path);
}

Tensor MlpImpl::run(const MlpTensors& given, Path path) {
  const bool fold = folds(path);
  if (path == Path::fused && (norm_kind_ != Norm::batch || fold)) {
    MlpTensors tensors = given;
    for (std::size_t l = 0; l < linear_.size(); ++l) {
      if (l > 0) {
        const Layer next = layer(l, fold);
        tensors.layers.push_back({next.weight, next.bias, {}, {}});
      }
      if (l < norm_.size() && !fold) {
        tensors.layers[l].norm_weight = norm_[l]->weight;
        tensors.layers[l].norm_bias = norm_[l]->bias;
      }
    }
    return fused_mlp(tensors);
  }
  Tensor z = given.layers[0].bias;
  for (std::size_t j = 0; j < given.dense.size(); ++j) {
    z = z + torch::mm(given.dense[j], given.dense_weight[j].t());
  }
  for (std::size_t g = 0; g < given.products.size(); ++g) {
    z = z + given.products[g].index_select(0, given.indices[g]);
  }
  for (std::size_t l = 1; l < linear_.size(); ++l) {
    if (!norm_.empty()) z = norm_[l - 1]->forward(z);
    z = linear_[l]->forward(torch::relu(z)).to(torch::kFloat32);  // autocast gives bf16
  }
  return given.residual < 0 ? z : z + given.dense[given.residual];
}

std::vector<Tensor> node_sums(const Tensor& rows, const GraphTensors& graph, std::int64_t nodes,
                              Path path) {
  if (path == Path::fused) return fused_node_sums(rows, graph.source, graph.target, nodes);
  const Tensor zeros = torch::zeros({nodes, rows.size(1)});
  return {zeros.index_add(0, graph.target, rows), zeros.index_add(0, graph.source, rows)};
}

}  // namespace trackloom::gnn
