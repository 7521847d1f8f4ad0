#include "gnn/executor.hpp"

#include <ATen/Parallel.h>

#include <algorithm>
#include <stdexcept>

#include "gnn/interaction_network.hpp"

namespace trackloom::gnn {

namespace {

torch::Tensor view(std::span<const float> data, torch::IntArrayRef shape) {
  return torch::from_blob(const_cast<float*>(data.data()), shape, torch::kFloat32);
}

torch::Tensor view(std::span<const std::int32_t> data) {
  return torch::from_blob(const_cast<std::int32_t*>(data.data()),
                          {static_cast<std::int64_t>(data.size())}, torch::kInt32);
}

GraphTensors tensors(const GraphInput& graph, const Architecture& architecture) {
  GraphTensors result;
  const auto edges = static_cast<std::int64_t>(graph.source.size());
  result.nodes = view(graph.node_features, {graph.nodes, architecture.node_width()});
  if (architecture.edge_width() > 0) {
    result.edges = view(graph.edge_features, {edges, architecture.edge_width()});
  }
  result.source = view(graph.source);
  result.target = view(graph.target);
  return result;
}

Path path_of(bool reference) {
  return reference ? Path::reference : Path::fused;
}

}  // namespace

struct Executor::Impl {
  Architecture architecture;
  std::vector<ParameterSpec> specs;
  InteractionNetwork network;
  std::vector<torch::Tensor> parameters;  // in the order of specs

  explicit Impl(const Architecture& a) : architecture(a), specs(parameter_specs(a)), network(a) {
    const auto named = network->named_parameters();
    if (named.size() != specs.size())
      throw std::runtime_error("parameter list differs from module");
    for (const ParameterSpec& spec : specs) {
      const torch::Tensor* parameter = named.find(spec.name);
      if (parameter == nullptr || parameter->sizes() != torch::IntArrayRef(spec.shape)) {
        throw std::runtime_error("the module has no tensor " + spec.name + " " +
                                 shape_text(spec.shape));
      }
      parameters.push_back(*parameter);
    }
  }
};

Executor::Executor(const Architecture& architecture) {
  check(architecture);
  impl_ = std::make_unique<Impl>(architecture);
}
Executor::~Executor() = default;

void Executor::set_parameters(std::span<const float> values) {
  const torch::NoGradGuard no_gradients;
  if (values.size() != parameter_count(impl_->specs)) {
    throw std::runtime_error("wrong number of parameters");
  }
  for (std::size_t i = 0; i < impl_->specs.size(); ++i) {
    const float* begin = values.data() + impl_->specs[i].offset;
    std::copy_n(begin, impl_->parameters[i].numel(), impl_->parameters[i].data_ptr<float>());
  }
}

void Executor::logits(const GraphInput& graph, std::span<float> out, bool reference) {
  if (out.empty()) return;
  at::set_num_threads(1);  // per thread: parallelism is over events
  const c10::InferenceMode inference;
  const torch::Tensor result =
      impl_->network->forward(tensors(graph, impl_->architecture), path_of(reference)).contiguous();
  std::copy_n(result.data_ptr<float>(), out.size(), out.begin());
}

double Executor::loss_and_gradient(const GraphInput& graph, std::span<const float> label,
                                   std::span<const float> weight, std::span<float> gradient,
                                   bool reference) {
  at::set_num_threads(1);
  const auto edges = static_cast<std::int64_t>(label.size());
  const torch::Tensor logit =
      impl_->network->forward(tensors(graph, impl_->architecture), path_of(reference));
  const torch::Tensor w = view(weight, {edges});
  const torch::Tensor loss = torch::binary_cross_entropy_with_logits(logit, view(label, {edges}), w,
                                                                     {}, at::Reduction::Sum) /
                             w.sum();
  for (torch::Tensor& parameter : impl_->parameters) parameter.mutable_grad() = torch::Tensor();
  loss.backward();
  for (std::size_t i = 0; i < impl_->specs.size(); ++i) {
    float* to = gradient.data() + impl_->specs[i].offset;
    const std::int64_t count = impl_->parameters[i].numel();
    const torch::Tensor grad = impl_->parameters[i].grad();
    if (!grad.defined()) {
      std::fill_n(to, count, 0.0F);
    } else {
      std::copy_n(grad.contiguous().data_ptr<float>(), count, to);
    }
  }
  return loss.item<double>();
}

}  // namespace trackloom::gnn
