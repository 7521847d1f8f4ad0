// Trains an embedding on random wedges of events in memory.
//
// What a step sees follows from (seed, step) alone, on one thread; so parameters depend on options
// and events only, and a resumed run goes on as if it had never stopped. With max_minutes the
// schedule follows the clock, and runs are not repeatable.
#pragma once

#include <vector>

#include "metric_learning/architecture.hpp"
#include "metric_learning/contrastive.hpp"
#include "metric_learning/training_batch.hpp"
#include "metric_learning/validation.hpp"
#include "neural/training.hpp"

namespace trackloom::metric_learning {

struct TrainingOptions : neural::Schedule {
  double wedge = 0.785;        // rad
  double cluster_dropout = 0;  // share of the batches that are seen without cells
  LossOptions loss;
};

class Trainer {
 public:
  // Throws std::runtime_error if there is no event with a target edge to train on.
  Trainer(const TrainingOptions& options, const Architecture& architecture,
          std::vector<TrainingEvent> training, std::vector<TrainingEvent> validation);

  // Goes on where this run stopped. Throws std::runtime_error if its architecture or seed differ.
  void resume(const Checkpoint& checkpoint);
  bool finished() const { return training_.finished(); }

  // One step of the optimiser; returns the loss. Throws std::runtime_error, with the parameters
  // unchanged, if loss or gradient is not finite.
  double step();

  // On the whole validation events, as they are.
  ValidationFigures validate();

  Checkpoint checkpoint() const;
  const std::vector<float>& parameters() const noexcept { return training_.parameters(); }
  std::int64_t steps() const noexcept { return training_.steps(); }
  std::uint64_t pairs() const noexcept { return training_.seen(); }
  double minutes() const { return training_.minutes(); }
  double learning_rate() const { return training_.learning_rate(); }  // of the next step

 private:
  void draw_batch(Random& random);

  TrainingOptions options_;
  Architecture architecture_;
  std::vector<TrainingEvent> events_, validation_;
  neural::Training training_;
  TrainingBatch batch_;
  ContrastiveLoss loss_;
  std::vector<float> points_, grad_points_, gradient_;
};

}  // namespace trackloom::metric_learning
