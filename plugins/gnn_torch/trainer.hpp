// Trains an edge classifier on random wedges of graphs in memory.
//
// A step takes `batch` wedges, each of a graph, at an angle and with mirrors drawn from (seed,
// step, number of the wedge) alone; `workers` threads share them, each with a replica of the
// network on one thread of torch; the gradients are averaged in the order of the wedges. So
// parameters depend on options and graphs only, not on the number of workers, and a resumed run
// goes on as if it had never stopped. Ranks, each with graphs of its own and `batch` wedges a step,
// average their gradients in the order of the ranks: parameters are the same on all of them and
// depend on how many there are. With max_minutes the schedule follows the clock, and runs are
// not repeatable.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "gnn_torch/checkpoint.hpp"
#include "gnn_torch/executor.hpp"
#include "gnn_torch/ranks.hpp"
#include "gnn_torch/validation.hpp"
#include "gnn_torch/wedge.hpp"
#include "neural/adamw.hpp"
#include "neural/training.hpp"

namespace trackloom::gnn {

struct TrainingOptions : neural::Schedule {
  float wedge = 0.25F;  // half-turns
  float fake_weight = 0.1F;
  bool trackml_weights = false;  // of true edges
  double distillation = 0;       // share of the teacher in the loss; its scores are in the graphs
  bool reflect_phi = true;       // half of the wedges are seen with phi -> -phi, charges swapped
  double cluster_dropout = 0;    // share of the wedges that are seen without cells
  std::int64_t batch = 2;
  unsigned workers = 1;
  bool gradient_checkpointing = false;
  Precision precision = Precision::fp32;
  TrainingOptions() { learning_rate = 2e-3; }
};

// Not thread-safe; its own threads live within step() and validate().
class Trainer {
 public:
  // Graphs must have edges; throws std::runtime_error if there is none to train on.
  Trainer(const TrainingOptions& options, const Architecture& architecture,
          std::vector<TrainingGraph> training, std::vector<TrainingGraph> validation,
          std::unique_ptr<Ranks> ranks = single_rank());
  ~Trainer();

  // Goes on where this run stopped. Throws std::runtime_error if its architecture or seed differ.
  void resume(const Checkpoint& checkpoint);

  // These follow rank 0's clock where the schedule follows the time: collective, as all that
  // trains.
  bool finished() const;
  double learning_rate() const;  // of the next step

  // One step of the optimiser; returns the mean loss. Throws std::runtime_error, with the
  // parameters unchanged, if loss or gradient is not finite.
  double step();

  // On the whole validation graphs of all ranks, unmirrored. Throws std::runtime_error if the loss
  // is not finite: these parameters are not worth keeping.
  ValidationFigures validate();

  Checkpoint checkpoint() const;
  const std::vector<float>& parameters() const noexcept { return parameters_; }
  std::int64_t steps() const noexcept { return optimizer_.state().steps; }
  std::uint64_t edges() const noexcept { return edges_; }
  double minutes() const;
  Ranks& ranks() const noexcept { return *ranks_; }

 private:
  struct Worker;
  struct Part;  // one wedge of a step

  double fraction() const;
  // Takes the places of running statistics out of the mean gradient, zeros remain.
  std::vector<float> take_statistics(std::vector<float>& gradient) const;
  void update_statistics(const std::vector<float>& measured);
  void train_on(Worker& worker, std::int64_t number, Part& part);
  template <class F>
  void share(std::size_t count, F&& work);

  TrainingOptions options_;
  Architecture architecture_;
  std::vector<TrainingGraph> training_, validation_;
  std::unique_ptr<Ranks> ranks_;
  std::vector<float> parameters_;
  std::vector<std::size_t> statistics_;  // indices of running statistics in the parameters
  AdamW optimizer_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<Part> parts_;
  std::uint64_t edges_ = 0;
  double minutes_before_ = 0;  // a resumed run's
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace trackloom::gnn
