#include "neural/training.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace trackloom::neural {

Training::Training(const Schedule& options, const std::vector<ParameterSpec>& specs)
    : schedule_(options),
      parameters_(initial_parameters(specs, options.seed)),
      optimizer_(specs, options.weight_decay) {}

void Training::resume(const TrainingState& state) {
  if (state.seed != schedule_.seed) {
    throw std::runtime_error("the checkpoint's seed is " + std::to_string(state.seed) +
                             ", the configured one " + std::to_string(schedule_.seed));
  }
  parameters_ = state.parameters;
  optimizer_.restore(state.optimizer);
  minutes_before_ = state.minutes;
  seen_ = state.count;
}

double Training::minutes() const {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  return minutes_before_ + elapsed.count() / 60;
}

double Training::fraction() const {
  const double by_steps = static_cast<double>(steps()) / static_cast<double>(schedule_.steps);
  return schedule_.max_minutes > 0 ? std::max(by_steps, minutes() / schedule_.max_minutes)
                                   : by_steps;
}

bool Training::finished() const {
  return fraction() >= 1;
}

double Training::learning_rate() const {
  // The next step's share, so that the first one does not have rate 0.
  const double next = fraction() + 1 / static_cast<double>(schedule_.steps);
  return schedule_.learning_rate * neural::schedule(next, schedule_.warm_up);
}

void Training::step(std::vector<float>& gradient, double loss, double learning_rate,
                    std::uint64_t seen) {
  const double length = clip_norm(gradient, schedule_.clip);
  if (!std::isfinite(loss) || !std::isfinite(length)) {
    throw std::runtime_error("step " + std::to_string(steps() + 1) + ": loss " +
                             std::to_string(loss) + ", gradient of length " +
                             std::to_string(length) + "; try a lower learning_rate");
  }
  optimizer_.step(parameters_, gradient, learning_rate);
  seen_ += seen;
}

TrainingState Training::state() const {
  TrainingState state;
  state.parameters = parameters_;
  state.optimizer = optimizer_.state();
  state.seed = schedule_.seed;
  state.minutes = minutes();
  state.count = seen_;
  return state;
}

}  // namespace trackloom::neural
