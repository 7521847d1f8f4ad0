#include "metric_learning/embedding.hpp"

#include <cmath>

#include "metric_learning/feature_values.hpp"

namespace trackloom::metric_learning {

namespace {

// Outputs to points; with sign = -1 turned back, which is the transpose.
void turn(const Architecture& a, std::span<const float> phi, float sign, std::span<float> rows) {
  const auto width = static_cast<std::size_t>(a.dimensions);
  for (std::size_t i = 0; i < phi.size(); ++i) {
    float* row = rows.data() + i * width;
    turn_point(a.output_scale, std::cos(phi[i]), sign * std::sin(phi[i]),
               static_cast<int>(a.frames), static_cast<int>(a.dimensions), row, row);
  }
}

// Hands out the tensors of a flat vector in the order of append_mlp.
template <class T>
class Walk {
 public:
  Walk(const std::vector<neural::ParameterSpec>& specs, T* data) : specs_(specs), data_(data) {}
  T* next() { return data_ + specs_[next_++].offset; }

 private:
  const std::vector<neural::ParameterSpec>& specs_;
  T* data_;
  std::size_t next_ = 0;
};

}  // namespace

Embedding::Embedding(const Architecture& architecture, std::span<const float> parameters)
    : architecture_(architecture), specs_(parameter_specs(architecture)), parameters_(parameters) {}

neural::MlpCall Embedding::call(const NodeView& nodes) const {
  const std::int64_t width = architecture_.input_width();
  neural::MlpCall call;
  call.rows = static_cast<std::int64_t>(nodes.phi.size());
  call.hidden = architecture_.hidden;
  call.out = architecture_.dimensions;
  Walk<const float> walk(specs_, parameters_.data());
  for (std::int64_t l = 0; l <= architecture_.hidden_layers; ++l) {
    neural::MlpLayer layer;
    const float* weight = walk.next();
    layer.bias = walk.next();
    if (l == 0) {
      call.dense.push_back({nodes.features.data(), width, weight, width});
    } else {
      layer.weight = weight;
    }
    if (l < architecture_.hidden_layers && architecture_.layer_norm) {
      layer.norm_weight = walk.next();
      layer.norm_bias = walk.next();
    }
    call.layers.push_back(layer);
  }
  return call;
}

void Embedding::points(const NodeView& nodes, std::span<float> out) const {
  neural::mlp_forward(call(nodes), out.data());
  turn(architecture_, nodes.phi, 1, out);
}

void Embedding::backward(const NodeView& nodes, std::span<float> grad_points,
                         std::span<float> gradient) const {
  turn(architecture_, nodes.phi, -1, grad_points);
  neural::MlpGradients gradients;
  gradients.dense_x = {nullptr};
  Walk<float> walk(specs_, gradient.data());
  for (std::int64_t l = 0; l <= architecture_.hidden_layers; ++l) {
    neural::MlpLayerGradient layer;
    float* weight = walk.next();
    layer.bias = walk.next();
    if (l == 0) {
      gradients.dense_weight = {weight};
    } else {
      layer.weight = weight;
    }
    if (l < architecture_.hidden_layers && architecture_.layer_norm) {
      layer.norm_weight = walk.next();
      layer.norm_bias = walk.next();
    }
    gradients.layers.push_back(layer);
  }
  neural::mlp_backward(call(nodes), grad_points.data(), gradients);
}

}  // namespace trackloom::metric_learning
