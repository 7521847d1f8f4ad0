// Sink metric_learning.train_embedding: collects events with truth, trains on them at the end.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "metric_learning/trainer.hpp"
#include "metric_learning/training_event.hpp"
#include "metric_learning/training_log.hpp"
#include "neural/training_sink.hpp"
#include "trackloom/event.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::metric_learning {

// Events are kept in memory in input order; training runs in finish(), on one thread. Every
// `checkpoint_every` steps, at the end and when the run is asked to stop it writes the weights,
// OUTPUT/checkpoint.safetensors (for `resume`) and OUTPUT/training.csv.
class TrainEmbedding {
 public:
  struct Config : neural::TrainingConfig {
    int hidden = 128, hidden_layers = 3, dimensions = 8, frames = 2;
    bool layer_norm = true, cluster_features = true;
    double cluster_dropout = 0.1;
    float target_pt = 0.1F;
    bool trackml_weights = false;
    float margin = 1, power = 2, true_weight = 20;
    int points_per_batch = 2000, negatives_per_point = 50, random_pairs_per_point = 1;
    float wedge = 0.785F;
  };
  static void describe(StageDescription<Config>& stage);
  // Throws ConfigError for options that make no network, or a checkpoint that does not fit.
  explicit TrainEmbedding(const Config& config);

  void begin(RunContext& context) { context_ = &context; }
  void operator()(const EventInfo& event, const Hits& hits, const ClusterShapes* shapes,
                  const DetectorRef* detector, const Truth& truth, const Particles& particles);
  // Throws std::runtime_error if there are too few events, or if the loss is not finite: files of
  // the last checkpoint then stay as they are.
  void finish(Summary& summary);

 private:
  TrainingOptions options() const;
  void save(const Trainer& trainer, const TrainingLog& log) const;
  neural::Metadata metadata(const Trainer& trainer) const;
  std::filesystem::path in_output(const char* name) const;

  Config config_;
  Architecture architecture_;
  Checkpoint resumed_;
  RunContext* context_ = nullptr;
  std::vector<TrainingEvent> events_;
  ParticleHits scratch_;
  std::string training_ids_, validation_ids_;
};

}  // namespace trackloom::metric_learning
