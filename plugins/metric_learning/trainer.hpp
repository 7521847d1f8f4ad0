// Trains an embedding on random wedges of events in memory.
//
// What a step sees follows from (seed, step) alone, on one thread; so parameters depend on options
// and events only, and a resumed run goes on as if it had never stopped. With max_minutes the
// schedule follows the clock, and runs are not repeatable.
#pragma once

#include <chrono>
#include <vector>

#include "metric_learning/architecture.hpp"
#include "metric_learning/contrastive.hpp"
#include "metric_learning/training_batch.hpp"
#include "metric_learning/validation.hpp"
#include "neural/adamw.hpp"

namespace trackloom::metric_learning {

struct TrainingOptions {
  std::int64_t steps = 1000;
  double max_minutes = 0;  // 0: no limit; else the schedule follows the time
  double learning_rate = 4e-3;
  double weight_decay = 1e-2;
  double warm_up = 0.02;       // share of the training
  double clip = 1.0;           // of the gradient's length
  double wedge = 0.785;        // rad
  double cluster_dropout = 0;  // share of the batches that are seen without cells
  LossOptions loss;
  std::uint64_t seed = 1;
};

class Trainer {
 public:
  // Throws std::runtime_error if there is no event with a target edge to train on.
  Trainer(const TrainingOptions& options, const Architecture& architecture,
          std::vector<TrainingEvent> training, std::vector<TrainingEvent> validation);

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
  std::uint64_t pairs() const noexcept { return pairs_; }
  double minutes() const;
  double learning_rate() const;  // of the next step

 private:
  double fraction() const;
  void draw_batch(Random& random);

  TrainingOptions options_;
  Architecture architecture_;
  std::vector<TrainingEvent> training_, validation_;
  std::vector<float> parameters_;
  neural::AdamW optimizer_;
  TrainingBatch batch_;
  ContrastiveLoss loss_;
  std::vector<float> points_, grad_points_, gradient_;
  std::uint64_t pairs_ = 0;
  double minutes_before_ = 0;  // a resumed run's
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace trackloom::metric_learning
