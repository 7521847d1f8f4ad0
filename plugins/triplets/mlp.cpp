#include "triplets/mlp.hpp"

#include <numeric>

namespace trackloom::triplets {

namespace {

// Hands out the tensors of an MLP in the order of neural::append_mlp.
template <class T>
class Walk {
 public:
  explicit Walk(T* data) : data_(data) {}
  T* next(std::int64_t count) {
    T* at = data_;
    data_ += count;
    return at;
  }

 private:
  T* data_;
};

}  // namespace

Mlp::Mlp(const Architecture& architecture, MlpSpec spec, std::size_t offset)
    : architecture_(architecture), spec_(std::move(spec)), offset_(offset) {
  in_ = std::accumulate(spec_.inputs.begin(), spec_.inputs.end(), std::int64_t{0});
  std::vector<neural::ParameterSpec> tensors;
  neural::append_mlp(
      tensors, spec_.name,
      {in_, architecture.hidden, architecture.hidden_layers, spec_.out, architecture.layer_norm});
  size_ = neural::parameter_count(tensors);
}

neural::MlpCall Mlp::call(const float* parameters, std::span<const float* const> x,
                          std::int64_t rows, int residual) const {
  const std::int64_t hidden = architecture_.hidden;
  neural::MlpCall call;
  call.rows = rows;
  call.hidden = hidden;
  call.out = spec_.out;
  call.residual = residual;
  Walk<const float> walk(parameters + offset_);
  for (std::int64_t l = 0; l <= architecture_.hidden_layers; ++l) {
    const bool last = l == architecture_.hidden_layers;
    const std::int64_t out = last ? spec_.out : hidden;
    neural::MlpLayer layer;
    const float* weight = walk.next(out * (l == 0 ? in_ : hidden));
    layer.bias = walk.next(out);
    if (l == 0) {
      for (std::size_t i = 0; i < x.size(); ++i) {
        call.dense.push_back({x[i], spec_.inputs[i], weight, in_});
        weight += spec_.inputs[i];
      }
    } else {
      layer.weight = weight;
    }
    if (!last && architecture_.layer_norm) {
      layer.norm_weight = walk.next(hidden);
      layer.norm_bias = walk.next(hidden);
    }
    call.layers.push_back(layer);
  }
  return call;
}

void Mlp::forward(std::span<const float> parameters, std::span<const float* const> x,
                  std::int64_t rows, int residual, float* out) const {
  neural::mlp_forward(call(parameters.data(), x, rows, residual), out);
}

void Mlp::backward(std::span<const float> parameters, std::span<const float* const> x,
                   std::int64_t rows, int residual, const float* grad_out,
                   std::span<float* const> grad_x, std::span<float> gradient) const {
  const std::int64_t hidden = architecture_.hidden;
  neural::MlpGradients gradients;
  gradients.dense_x.assign(grad_x.begin(), grad_x.end());
  // The kernel wants the weights of each input apart; the file has them side by side.
  std::vector<std::vector<float>> parts;
  for (const std::int64_t width : spec_.inputs) {
    parts.emplace_back(static_cast<std::size_t>(hidden * width), 0.0F);
    gradients.dense_weight.push_back(parts.back().data());
  }
  Walk<float> walk(gradient.data() + offset_);
  float* first_weight = walk.next(hidden * in_);
  for (std::int64_t l = 0; l <= architecture_.hidden_layers; ++l) {
    const bool last = l == architecture_.hidden_layers;
    const std::int64_t out = last ? spec_.out : hidden;
    neural::MlpLayerGradient layer;
    if (l > 0) layer.weight = walk.next(out * hidden);
    layer.bias = walk.next(out);
    if (!last && architecture_.layer_norm) {
      layer.norm_weight = walk.next(hidden);
      layer.norm_bias = walk.next(hidden);
    }
    gradients.layers.push_back(layer);
  }
  neural::mlp_backward(call(parameters.data(), x, rows, residual), grad_out, gradients);
  std::int64_t column = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::int64_t width = spec_.inputs[i];
    for (std::int64_t h = 0; h < hidden; ++h) {
      for (std::int64_t j = 0; j < width; ++j) {
        first_weight[h * in_ + column + j] += parts[i][static_cast<std::size_t>(h * width + j)];
      }
    }
    column += width;
  }
}

}  // namespace trackloom::triplets
