// Trains a triplet classifier on random wedges of events in memory.
//
// What a step sees follows from (seed, step) alone, on one thread; so parameters depend on options
// and events only, and a resumed run goes on as if it had never stopped. With max_minutes the
// schedule follows the clock, and runs are not repeatable.
#pragma once

#include <chrono>
#include <vector>

#include "neural/adamw.hpp"
#include "neural/random.hpp"
#include "triplets/architecture.hpp"
#include "triplets/network.hpp"
#include "triplets/validation.hpp"
#include "triplets/wedge.hpp"

namespace trackloom::triplets {

struct TrainingOptions {
  std::int64_t steps = 1000;
  double max_minutes = 0;  // 0: no limit; else the schedule follows the time
  double learning_rate = 4e-3;
  double weight_decay = 1e-2;
  double warm_up = 0.02;       // share of the training
  double clip = 1.0;           // of the gradient's length
  double wedge = 0.785;        // rad
  double cluster_dropout = 0;  // share of the steps that are seen without cells
  double fake_weight = 1;
  std::uint64_t seed = 1;
};

class Trainer {
 public:
  // Throws std::runtime_error if there is no event with a target triplet to train on.
  Trainer(const TrainingOptions& options, const Architecture& architecture,
          std::vector<TrainingGraph> training, std::vector<TrainingGraph> validation);

  // Goes on where this run stopped. Throws std::runtime_error if its architecture or seed differ.
  void resume(const Checkpoint& checkpoint);
  bool finished() const;

  // One step of the optimiser; returns the loss. Throws std::runtime_error, with the parameters
  // unchanged, if loss or gradient is not finite.
  double step();

  // On the whole validation events, as they are.
  ValidationFigures validate();

  Checkpoint checkpoint() const;
  const std::vector<float>& parameters() const noexcept { return parameters_; }
  std::int64_t steps() const noexcept { return optimizer_.state().steps; }
  std::uint64_t triplets() const noexcept { return triplets_; }
  double minutes() const;
  double learning_rate() const;  // of the next step

 private:
  double fraction() const;
  void draw_wedge(neural::Random& random);

  TrainingOptions options_;
  Architecture architecture_;
  std::vector<TrainingGraph> training_, validation_;
  std::vector<float> parameters_;
  neural::AdamW optimizer_;
  Network network_;
  Wedge wedge_;
  std::vector<float> gradient_, logits_;
  std::uint64_t triplets_ = 0;
  double minutes_before_ = 0;  // a resumed run's
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace trackloom::triplets
