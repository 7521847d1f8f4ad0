// Trains a triplet classifier on random wedges of events in memory.
//
// What a step sees follows from (seed, step) alone, on one thread; so parameters depend on options
// and events only, and a resumed run goes on as if it had never stopped. With max_minutes the
// schedule follows the clock, and runs are not repeatable.
#pragma once

#include <vector>

#include "neural/random.hpp"
#include "neural/training.hpp"
#include "triplets/architecture.hpp"
#include "triplets/network.hpp"
#include "triplets/validation.hpp"
#include "triplets/wedge.hpp"

namespace trackloom::triplets {

struct TrainingOptions : neural::Schedule {
  double wedge = 0.785;        // rad
  double cluster_dropout = 0;  // share of the steps that are seen without cells
  double fake_weight = 1;
};

class Trainer {
 public:
  // Throws std::runtime_error if there is no event with a target triplet to train on.
  Trainer(const TrainingOptions& options, const Architecture& architecture,
          std::vector<TrainingGraph> training, std::vector<TrainingGraph> validation);

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
  std::uint64_t triplets() const noexcept { return training_.seen(); }
  double minutes() const { return training_.minutes(); }
  double learning_rate() const { return training_.learning_rate(); }  // of the next step

 private:
  void draw_wedge(neural::Random& random);

  TrainingOptions options_;
  Architecture architecture_;
  std::vector<TrainingGraph> events_, validation_;
  neural::Training training_;
  Network network_;
  Wedge wedge_;
  std::vector<float> gradient_, logits_;
};

}  // namespace trackloom::triplets
