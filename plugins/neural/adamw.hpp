// AdamW (Loshchilov & Hutter, arXiv:1711.05101) on the flat parameter vector, and its schedule.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "neural/parameters.hpp"

namespace trackloom::neural {

struct AdamWState {
  std::vector<float> mean, square;  // running moments of the gradient
  std::int64_t steps = 0;
};

class AdamW {
 public:
  // Weights (two dimensions) decay; biases and norms do not.
  AdamW(const std::vector<ParameterSpec>& specs, double weight_decay);

  void step(std::span<float> parameters, std::span<const float> gradient, double learning_rate);

  const AdamWState& state() const noexcept { return state_; }
  void restore(AdamWState state);  // throws std::runtime_error on a wrong size

 private:
  std::vector<bool> decays_;
  double weight_decay_;
  AdamWState state_;
};

// Scales the gradient down to this Euclidean length where it is longer; returns its length before.
double clip_norm(std::span<float> gradient, double limit);

// Factor of the learning rate after this fraction of the training: linear from 0 to 1 during
// `warm_up`, then half a cosine down to 0.001.
double schedule(double fraction, double warm_up);

}  // namespace trackloom::neural
