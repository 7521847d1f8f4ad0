// What a training changes and a checkpoint keeps: parameters, optimiser, schedule and clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "neural/adamw.hpp"
#include "neural/training_state.hpp"

namespace trackloom::neural {

struct Schedule {
  std::int64_t steps = 1000;
  double max_minutes = 0;  // 0: no limit; else the schedule follows the time
  double learning_rate = 4e-3;
  double weight_decay = 1e-2;
  double warm_up = 0.02;  // share of the training
  double clip = 1.0;      // of the gradient's length
  std::uint64_t seed = 1;
};

// One thread.
class Training {
 public:
  Training(const Schedule& options, const std::vector<ParameterSpec>& specs);

  // Goes on where this run stopped. Throws std::runtime_error if its seed differs.
  void resume(const TrainingState& state);
  bool finished() const;
  double learning_rate() const;  // of the next step
  double minutes() const;        // a resumed run's included

  // One step of the optimiser with this gradient, which is clipped; `seen` is added to seen().
  // Throws std::runtime_error, with the parameters unchanged, if loss or gradient is not finite.
  void step(std::vector<float>& gradient, double loss, double learning_rate, std::uint64_t seen);

  TrainingState state() const;
  const std::vector<float>& parameters() const noexcept { return parameters_; }
  std::int64_t steps() const noexcept { return optimizer_.state().steps; }
  std::uint64_t seen() const noexcept { return seen_; }

 private:
  double fraction() const;

  Schedule schedule_;
  std::vector<float> parameters_;
  AdamW optimizer_;
  std::uint64_t seen_ = 0;
  double minutes_before_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace trackloom::neural
