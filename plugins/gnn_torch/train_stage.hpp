// Sink gnn_torch.train_interaction_network: collects labelled graphs, trains an edge classifier of
// any architecture on them at the end.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "gnn_torch/teacher.hpp"
#include "gnn_torch/trainer.hpp"
#include "gnn_torch/training_log.hpp"
#include "neural/training_sink.hpp"
#include "trackloom/event.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::gnn {

// Graphs are kept in memory in input order (about 13 bytes per edge and 16 per hit); training runs
// in finish(). With `distributed`, the processes of an mpirun train together, each on the events
// that it reads; rank 0 writes the files. Every `checkpoint_every` steps, at the end and when the
// run is asked to stop it writes the weights, OUTPUT/checkpoint.safetensors (for `resume`) and
// OUTPUT/training.csv.
class TrainInteractionNetwork {
 public:
  struct Config : neural::TrainingConfig {
    std::string architecture = "interaction_network_1";
    int hidden = 0, iterations = -1, hidden_layers = 0;  // as the architecture has them
    std::string norm = "default";                        // likewise
    bool layer_norm = true;                              // false: norm none
    bool shared_weights = false, residual = true;
    bool edge_features = true, hough_features = false, hough_weight = false, cell_features = false;
    bool cluster_features = false, prior_feature = false;
    bool reflect_phi = true;
    double cluster_dropout = 0.1;
    float target_pt = 0.1F, fake_weight = 0.1F;
    bool trackml_weights = false;
    std::string teacher;
    double distillation = 0;
    float wedge = 0.785F;
    int batch = 2, workers = 2;
    bool gradient_checkpointing = false;
    std::string precision = "fp32";
    int patience = 0;
    bool distributed = false;
    Config() { learning_rate = 2e-3; }
  };
  static void describe(StageDescription<Config>& stage);
  // Throws ConfigError for options that make no network, a checkpoint that does not fit, or a
  // teacher that is no sound weight file.
  explicit TrainInteractionNetwork(const Config& config);

  void begin(RunContext& context);
  // With tracks to exclude, true edges are those among the hits that they leave.
  void operator()(const EventInfo& event, const Hits& hits, const Cells* cells,
                  const ClusterShapes* shapes, const DetectorRef* detector, const EdgeScores* prior,
                  const HitGraph& graph, const Truth& truth, const Particles& particles,
                  const TrackCandidates* exclude);
  // Throws std::runtime_error if there are too few events, or if the loss is not finite: files of
  // the last checkpoint then stay as they are.
  void finish(Summary& summary);

 private:
  void save(const Trainer& trainer, const TrainingLog& log, bool weights) const;
  Metadata metadata(const Trainer& trainer) const;
  std::filesystem::path in_output(const char* name) const;

  Config config_;
  Architecture architecture_;
  Checkpoint resumed_;
  std::optional<Teacher> teacher_;
  RunContext* context_ = nullptr;
  std::unique_ptr<Ranks> ranks_ = single_rank();
  std::vector<TrainingGraph> graphs_;
  ParticleHits scratch_;
  std::string training_ids_, validation_ids_;
};

}  // namespace trackloom::gnn
