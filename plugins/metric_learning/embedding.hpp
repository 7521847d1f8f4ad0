// The embedding network: features of hits to points, and gradients back to the parameters.
#pragma once

#include <span>
#include <vector>

#include "metric_learning/architecture.hpp"
#include "neural/mlp_kernel.hpp"

namespace trackloom::metric_learning {

// Rows of features with the azimuth of each; views.
struct NodeView {
  std::span<const float> features;  // [rows, input_width]
  std::span<const float> phi;       // [rows], rad
};

// One thread; every number depends on the inputs only. `parameters` is kept by reference.
class Embedding {
 public:
  Embedding(const Architecture& architecture, std::span<const float> parameters);

  // out: [rows, dimensions].
  void points(const NodeView& nodes, std::span<float> out) const;

  // Adds to `gradient` (as the parameters) what follows from the gradient of the points, which is
  // overwritten.
  void backward(const NodeView& nodes, std::span<float> grad_points,
                std::span<float> gradient) const;

 private:
  neural::MlpCall call(const NodeView& nodes) const;

  Architecture architecture_;
  std::vector<neural::ParameterSpec> specs_;
  std::span<const float> parameters_;
};

}  // namespace trackloom::metric_learning
