#include "gnn_torch/executor.hpp"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "gnn_torch/edge_classifier.hpp"

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

// Matrix products of this thread in bf16 while it lives, in backward passes that run meanwhile too.
class Bf16Products {
 public:
  Bf16Products()
      : enabled_(at::autocast::is_autocast_enabled(at::kCPU)),
        cached_(at::autocast::is_autocast_cache_enabled()),
        dtype_(at::autocast::get_autocast_dtype(at::kCPU)) {
    at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);
    at::autocast::set_autocast_cache_enabled(false);  // the optimiser changes weights in place
    at::autocast::set_autocast_enabled(at::kCPU, true);
  }
  ~Bf16Products() {
    at::autocast::set_autocast_enabled(at::kCPU, enabled_);
    at::autocast::set_autocast_cache_enabled(cached_);
    at::autocast::set_autocast_dtype(at::kCPU, dtype_);
  }
  Bf16Products(const Bf16Products&) = delete;
  Bf16Products& operator=(const Bf16Products&) = delete;

 private:
  bool enabled_, cached_;
  at::ScalarType dtype_;
};

}  // namespace

struct Executor::Impl {
  Architecture architecture;
  std::vector<ParameterSpec> specs;
  std::shared_ptr<EdgeClassifier> network;
  bool checkpointing;
  Precision precision;
  // In the order of specs: parameters and running statistics; of the latter, in `measured`, what
  // the last rows in training had.
  std::vector<torch::Tensor> values, measured;

  Impl(const Architecture& a, bool gradient_checkpointing, Precision p)
      : architecture(a),
        specs(parameter_specs(a)),
        network(make_edge_classifier(a)),
        checkpointing(gradient_checkpointing),
        precision(p) {
    const auto parameters = network->named_parameters();
    const auto buffers = network->named_buffers();
    std::size_t statistics = 0;
    for (const ParameterSpec& spec : specs) {
      const bool statistic = is_running_statistic(spec);
      statistics += statistic ? 1 : 0;
      const torch::Tensor* value = (statistic ? buffers : parameters).find(spec.name);
      if (value == nullptr || value->sizes() != torch::IntArrayRef(spec.shape)) {
        throw std::runtime_error("the module has no tensor " + spec.name + " " +
                                 shape_text(spec.shape));
      }
      values.push_back(*value);
      std::string twin = spec.name;
      if (statistic) twin.replace(twin.rfind(".running_"), 9, ".batch_");
      measured.push_back(statistic ? buffers[twin] : torch::Tensor());
    }
    if (parameters.size() + statistics != specs.size()) {
      throw std::runtime_error("parameter list differs from module");
    }
  }
};

Executor::Executor(const Architecture& architecture, bool gradient_checkpointing,
                   Precision precision) {
  check(architecture);
  impl_ = std::make_unique<Impl>(architecture, gradient_checkpointing, precision);
}
Executor::~Executor() = default;

void Executor::set_parameters(std::span<const float> values) {
  const torch::NoGradGuard no_gradients;
  if (values.size() != parameter_count(impl_->specs)) {
    throw std::runtime_error("wrong number of parameters");
  }
  for (std::size_t i = 0; i < impl_->specs.size(); ++i) {
    const float* begin = values.data() + impl_->specs[i].offset;
    std::copy_n(begin, impl_->values[i].numel(), impl_->values[i].data_ptr<float>());
  }
}

void Executor::logits(const GraphInput& graph, std::span<float> out, bool reference) {
  if (out.empty()) return;
  at::set_num_threads(1);  // per thread: parallelism is over events
  const c10::InferenceMode inference;
  impl_->network->eval();
  const torch::Tensor result =
      impl_->network->forward(tensors(graph, impl_->architecture), {path_of(reference), false})
          .contiguous();
  std::copy_n(result.data_ptr<float>(), out.size(), out.begin());
}

double Executor::loss_and_gradient(const GraphInput& graph, std::span<const float> label,
                                   std::span<const float> weight, std::span<float> gradient,
                                   bool reference) {
  at::set_num_threads(1);
  const auto edges = static_cast<std::int64_t>(label.size());
  impl_->network->train();
  std::optional<Bf16Products> products;
  if (impl_->precision == Precision::bf16) {
    products.emplace();
    reference = true;
  }
  const torch::Tensor logit = impl_->network->forward(tensors(graph, impl_->architecture),
                                                      {path_of(reference), impl_->checkpointing});
  const torch::Tensor w = view(weight, {edges});
  const torch::Tensor loss = torch::binary_cross_entropy_with_logits(logit, view(label, {edges}), w,
                                                                     {}, at::Reduction::Sum) /
                             w.sum();
  for (torch::Tensor& value : impl_->values) value.mutable_grad() = torch::Tensor();
  loss.backward();
  for (std::size_t i = 0; i < impl_->specs.size(); ++i) {
    float* to = gradient.data() + impl_->specs[i].offset;
    const std::int64_t count = impl_->values[i].numel();
    const torch::Tensor grad =
        impl_->measured[i].defined() ? impl_->measured[i] : impl_->values[i].grad();
    if (!grad.defined()) {
      std::fill_n(to, count, 0.0F);
    } else {
      std::copy_n(grad.contiguous().data_ptr<float>(), count, to);
    }
  }
  return loss.item<double>();
}

}  // namespace trackloom::gnn
