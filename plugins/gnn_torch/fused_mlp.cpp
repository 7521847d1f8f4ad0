#include "gnn_torch/fused_mlp.hpp"

#include <span>

#include "gnn/row_sums.hpp"
#include "neural/mlp_kernel.hpp"

namespace trackloom::gnn {

using namespace neural;

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// torch hands an operation a flat list of tensors; this says how to read it.
struct ListShape {
  std::int64_t dense, products, layers, residual;
  bool norm;
};

variable_list flatten(const MlpTensors& t) {
  variable_list list;
  for (const auto* part : {&t.dense, &t.dense_weight, &t.products, &t.indices}) {
    list.insert(list.end(), part->begin(), part->end());
  }
  for (std::size_t l = 0; l < t.layers.size(); ++l) {
    if (l > 0) list.push_back(t.layers[l].weight);
    list.push_back(t.layers[l].bias);
    if (t.layers[l].norm_weight.defined()) {
      list.push_back(t.layers[l].norm_weight);
      list.push_back(t.layers[l].norm_bias);
    }
  }
  return list;
}

MlpTensors unflatten(at::TensorList list, const ListShape& shape) {
  MlpTensors t;
  std::size_t next = 0;
  const auto take = [&](std::vector<Tensor>& part, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) part.push_back(list[next++]);
  };
  take(t.dense, shape.dense);
  take(t.dense_weight, shape.dense);
  take(t.products, shape.products);
  take(t.indices, shape.products);
  t.layers.resize(shape.layers);
  for (std::int64_t l = 0; l < shape.layers; ++l) {
    if (l > 0) t.layers[l].weight = list[next++];
    t.layers[l].bias = list[next++];
    if (shape.norm && l + 1 < shape.layers) {
      t.layers[l].norm_weight = list[next++];
      t.layers[l].norm_bias = list[next++];
    }
  }
  t.residual = static_cast<int>(shape.residual);
  return t;
}

float* pointer(const Tensor& tensor) {
  return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

MlpCall make_call(const MlpTensors& t) {
  MlpCall call;
  call.rows = t.indices.empty() ? t.dense[0].size(0) : t.indices[0].size(0);
  call.hidden = t.layers[0].bias.size(0);
  call.out = t.layers.back().bias.size(0);
  for (std::size_t j = 0; j < t.dense.size(); ++j) {
    call.dense.push_back({pointer(t.dense[j]), t.dense[j].size(1), pointer(t.dense_weight[j]),
                          t.dense_weight[j].stride(0)});
  }
  for (std::size_t g = 0; g < t.products.size(); ++g) {
    call.gathered.push_back({pointer(t.products[g]), t.indices[g].data_ptr<std::int32_t>()});
  }
  for (const MlpLayerTensors& layer : t.layers) {
    call.layers.push_back({pointer(layer.weight), pointer(layer.bias), pointer(layer.norm_weight),
                           pointer(layer.norm_bias)});
  }
  call.residual = t.residual;
  return call;
}

class FusedMlp : public torch::autograd::Function<FusedMlp> {
 public:
  static Tensor forward(AutogradContext* context, at::TensorList list, std::int64_t dense,
                        std::int64_t products, std::int64_t layers, std::int64_t residual,
                        bool norm) {
    context->save_for_backward(list.vec());
    context->saved_data["shape"] = std::vector<std::int64_t>{dense, products, layers, residual,
                                                             static_cast<std::int64_t>(norm)};
    const MlpCall call = make_call(unflatten(list, {dense, products, layers, residual, norm}));
    Tensor out = at::empty({call.rows, call.out});
    mlp_forward(call, pointer(out));
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list grad_out) {
    const auto saved = context->saved_data["shape"].toIntVector();
    const ListShape shape{saved[0], saved[1], saved[2], saved[3], saved[4] != 0};
    const variable_list inputs = context->get_saved_variables();
    const MlpTensors t = unflatten(inputs, shape);
    const MlpCall call = make_call(t);

    MlpTensors g;  // gradients, in the same places
    MlpGradients pointers;
    for (std::size_t j = 0; j < t.dense.size(); ++j) {
      g.dense.push_back(t.dense[j].requires_grad() ? at::empty_like(t.dense[j]) : Tensor());
      pointers.dense_x.push_back(pointer(g.dense[j]));
      g.dense_weight.push_back(at::zeros({call.hidden, t.dense[j].size(1)}));
      pointers.dense_weight.push_back(pointer(g.dense_weight[j]));
    }
    for (const Tensor& product : t.products) {
      g.products.push_back(at::zeros_like(product));
      pointers.gathered.push_back(pointer(g.products.back()));
      g.indices.emplace_back();
    }
    const auto zeros = [](const Tensor& like) {
      return like.defined() ? at::zeros_like(like) : Tensor();
    };
    for (const MlpLayerTensors& layer : t.layers) {
      g.layers.push_back({zeros(layer.weight), zeros(layer.bias), zeros(layer.norm_weight),
                          zeros(layer.norm_bias)});
      const MlpLayerTensors& made = g.layers.back();
      pointers.layers.push_back({pointer(made.weight), pointer(made.bias),
                                 pointer(made.norm_weight), pointer(made.norm_bias)});
    }
    const Tensor grad = grad_out[0].contiguous();
    mlp_backward(call, pointer(grad), pointers);
    variable_list result = flatten(g);
    result.resize(result.size() + 5);  // the arguments that are no tensors
    return result;
  }
};

std::span<const std::int32_t> indices(const Tensor& tensor) {
  return {tensor.data_ptr<std::int32_t>(), static_cast<std::size_t>(tensor.size(0))};
}

class NodeSums : public torch::autograd::Function<NodeSums> {
 public:
  static variable_list forward(AutogradContext* context, const Tensor& rows, const Tensor& source,
                               const Tensor& target, std::int64_t nodes) {
    context->save_for_backward({source, target});
    Tensor incoming = at::zeros({nodes, rows.size(1)});
    Tensor outgoing = at::zeros({nodes, rows.size(1)});
    sum_at_nodes(indices(source), indices(target), rows.size(1), pointer(rows), pointer(outgoing),
                 pointer(incoming));
    return {incoming, outgoing};
  }
  static variable_list backward(AutogradContext* context, variable_list grads) {
    const variable_list saved = context->get_saved_variables();
    const Tensor incoming = grads[0].contiguous();
    const Tensor outgoing = grads[1].contiguous();
    Tensor rows = at::empty({saved[0].size(0), incoming.size(1)});
    gather_at_edges(indices(saved[0]), indices(saved[1]), incoming.size(1), pointer(outgoing),
                    pointer(incoming), pointer(rows));
    return {rows, Tensor(), Tensor(), Tensor()};
  }
};

class NeighbourSums : public torch::autograd::Function<NeighbourSums> {
 public:
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight,
                        const Tensor& source, const Tensor& target) {
    context->save_for_backward({x, weight, source, target});
    return sums(x, weight, source, target);
  }
  static variable_list backward(AutogradContext* context, variable_list grads) {
    const variable_list saved = context->get_saved_variables();
    const Tensor grad = grads[0].contiguous();
    Tensor weight = at::empty_like(saved[1]);
    multiply_at_edges(indices(saved[2]), indices(saved[3]), grad.size(1), pointer(saved[0]),
                      pointer(grad), pointer(weight));
    // An edge carries the gradient back the way that the state came, with the same weight.
    return {sums(grad, saved[1], saved[2], saved[3]), weight, Tensor(), Tensor()};
  }

 private:
  static Tensor sums(const Tensor& x, const Tensor& weight, const Tensor& source,
                     const Tensor& target) {
    Tensor out = at::zeros_like(x);
    sum_of_neighbours(indices(source), indices(target), x.size(1), pointer(x), pointer(weight),
                      pointer(out));
    return out;
  }
};

}  // namespace

Tensor fused_mlp(const MlpTensors& tensors) {
  if (at::GradMode::is_enabled()) {
    return FusedMlp::apply(
        at::TensorList(flatten(tensors)), static_cast<std::int64_t>(tensors.dense.size()),
        static_cast<std::int64_t>(tensors.products.size()),
        static_cast<std::int64_t>(tensors.layers.size()),
        static_cast<std::int64_t>(tensors.residual), tensors.layers[0].norm_weight.defined());
  }
  const MlpCall call = make_call(tensors);
  const bool reuse = tensors.residual >= 0 && c10::InferenceMode::is_enabled();
  Tensor out = reuse ? tensors.dense[tensors.residual] : at::empty({call.rows, call.out});
  mlp_forward(call, pointer(out));
  return out;
}

std::vector<Tensor> fused_node_sums(const Tensor& rows, const Tensor& source, const Tensor& target,
                                    std::int64_t nodes) {
  return NodeSums::apply(rows, source, target, nodes);
}

Tensor fused_neighbour_sums(const Tensor& x, const Tensor& weight, const Tensor& source,
                            const Tensor& target) {
  return NeighbourSums::apply(x, weight.contiguous(), source, target);
}

}  // namespace trackloom::gnn
