#include "neural/adamw.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace trackloom::neural {

namespace {

// The paper's (and torch's) defaults.
constexpr double beta1 = 0.9;
constexpr double beta2 = 0.999;
constexpr double epsilon = 1e-8;

}  // namespace

AdamW::AdamW(const std::vector<ParameterSpec>& specs, double weight_decay)
    : weight_decay_(weight_decay) {
  for (const ParameterSpec& spec : specs) {
    decays_.insert(decays_.end(), element_count(spec.shape), spec.shape.size() == 2);
  }
  state_.mean.assign(decays_.size(), 0.0F);
  state_.square.assign(decays_.size(), 0.0F);
}

void AdamW::step(std::span<float> parameters, std::span<const float> gradient,
                 double learning_rate) {
  ++state_.steps;
  const auto t = static_cast<double>(state_.steps);
  const double correction1 = 1.0 - std::pow(beta1, t);
  const double correction2 = 1.0 - std::pow(beta2, t);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const double g = gradient[i];
    const double mean = beta1 * state_.mean[i] + (1.0 - beta1) * g;
    const double square = beta2 * state_.square[i] + (1.0 - beta2) * g * g;
    state_.mean[i] = static_cast<float>(mean);
    state_.square[i] = static_cast<float>(square);
    double value = parameters[i];
    if (decays_[i]) value -= learning_rate * weight_decay_ * value;
    value -= learning_rate * (mean / correction1) / (std::sqrt(square / correction2) + epsilon);
    parameters[i] = static_cast<float>(value);
  }
}

void AdamW::restore(AdamWState state) {
  if (state.mean.size() != decays_.size() || state.square.size() != decays_.size()) {
    throw std::runtime_error("the optimiser's state has a wrong size");
  }
  state_ = std::move(state);
}

double clip_norm(std::span<float> gradient, double limit) {
  double sum = 0;
  for (const float g : gradient) sum += static_cast<double>(g) * g;
  const double length = std::sqrt(sum);
  if (length > limit) {
    const auto factor = static_cast<float>(limit / length);
    for (float& g : gradient) g *= factor;
  }
  return length;
}

double schedule(double fraction, double warm_up) {
  constexpr double last = 0.001;
  fraction = std::clamp(fraction, 0.0, 1.0);
  if (fraction < warm_up) return fraction / warm_up;
  const double done = warm_up < 1.0 ? (fraction - warm_up) / (1.0 - warm_up) : 1.0;
  return last + (1.0 - last) * 0.5 * (1.0 + std::cos(std::numbers::pi * done));
}

}  // namespace trackloom::neural
