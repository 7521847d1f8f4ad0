// Sink triplets.train: collects triplet graphs with truth, trains on them at the end.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "event_data/hits.hpp"
#include "event_data/triplets.hpp"
#include "event_data/truth.hpp"
#include "neural/training_sink.hpp"
#include "trackloom/event.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"
#include "triplets/trainer.hpp"
#include "triplets/training_graph.hpp"
#include "triplets/training_log.hpp"

namespace trackloom::triplets {

// Graphs are kept in memory in input order; training runs in finish(), on one thread. Every
// `checkpoint_every` steps, at the end and when the run is asked to stop it writes the weights,
// OUTPUT/checkpoint.safetensors (for `resume`) and OUTPUT/training.csv.
class Train {
 public:
  struct Config : neural::TrainingConfig {
    int hidden = 32, hidden_layers = 1, iterations = 2;
    bool layer_norm = true, cluster_features = true;
    double cluster_dropout = 0.1;
    double field = 2;
    float target_pt = 0.1F;
    double fake_weight = 1;
    double wedge = 0.785;
    Config() {
      steps = 5000;
      checkpoint_every = 250;
    }
  };
  static void describe(StageDescription<Config>& stage);
  // Throws ConfigError for options that make no network, or a checkpoint that does not fit.
  explicit Train(const Config& config);

  void begin(RunContext& context) { context_ = &context; }
  void operator()(const EventInfo& event, const Hits& hits, const ClusterShapes* shapes,
                  const DetectorRef* detector, const TripletGraph& triplets, const Truth& truth,
                  const Particles& particles);
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
  std::vector<TrainingGraph> events_;
  ParticleHits scratch_;
  std::string training_ids_, validation_ids_;
};

}  // namespace trackloom::triplets
