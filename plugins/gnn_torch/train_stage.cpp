#include "gnn_torch/train_stage.hpp"

#include <algorithm>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "neural/revision.hpp"
#include "trackloom/error.hpp"

namespace trackloom::gnn {

namespace {

Architecture architecture_of(const TrainInteractionNetwork::Config& config) {
  Architecture architecture = default_architecture(architecture_kind(config.architecture));
  if (config.hidden > 0) architecture.hidden = config.hidden;
  if (config.iterations >= 0) architecture.iterations = config.iterations;
  if (config.hidden_layers > 0) architecture.hidden_layers = config.hidden_layers;
  if (config.norm != "default") {
    architecture.norm = norm_kind(config.norm);
  } else if (!config.layer_norm) {
    architecture.norm = Norm::none;
  }
  architecture.shared_weights = config.shared_weights;
  if (architecture.kind == ArchitectureKind::interaction_network_1) {
    architecture.residual = config.residual;
  }
  if (config.hough_features && !config.edge_features) {
    throw ConfigError("the Hough parameters come with the six edge features", "hough_features");
  }
  if (config.hough_weight && !config.hough_features) {
    throw ConfigError(
        "the accumulator's weight comes with the Hough parameters: set "
        "hough_features too",
        "hough_weight");
  }
  architecture.edge_features = !config.edge_features    ? 0
                               : !config.hough_features ? 6
                               : config.hough_weight    ? 11
                                                        : 10;
  architecture.node_features = config.cell_features ? 5 : 3;
  architecture.cluster_features = config.cluster_features;
  architecture.prior_feature = config.prior_feature;
  try {
    check(architecture);
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), config.hidden % 8 != 0 ? "hidden" : "");
  }
  return architecture;
}

std::string list_of(std::vector<std::uint64_t> ids) {
  std::sort(ids.begin(), ids.end());
  std::string text;
  for (const std::uint64_t id : ids) text += (text.empty() ? "" : ",") + std::to_string(id);
  return text;
}

}  // namespace

void TrainInteractionNetwork::describe(StageDescription<Config>& stage) {
  stage.doc("Trains an edge classifier on the graphs of this pipeline; needs truth.")
      .inputs({"hits", "cells", "cluster_shapes", "detector", "prior", "graph", "truth",
               "particles", "exclude"});
  using C = Config;
  neural::describe_files(stage);
  stage.param("architecture", &C::architecture)
      .doc("interaction_network_1: Exa.TrkX's; interaction_network_2: GNN4ITk's; agnn: attention")
      .one_of(architecture_names());
  stage.param("hidden", &C::hidden)
      .doc("width of all layers, a multiple of 8; 0: the architecture's (32, 128, 64)")
      .range(0, 1024);
  stage.param("iterations", &C::iterations)
      .doc(
          "message-passing iterations; 0: none, a filter that sees each edge alone; -1: the "
          "architecture's (6, 8, 8)")
      .range(-1, 64);
  stage.param("hidden_layers", &C::hidden_layers)
      .doc("hidden layers per MLP; 0: the architecture's (1, 2, 2)")
      .range(0, 8);
  stage.param("norm", &C::norm)
      .doc("normalisation of hidden layers; default: the architecture's (layer, batch, layer)")
      .one_of({"default", "none", "layer", "batch"});
  stage.param("layer_norm", &C::layer_norm).doc("false: norm is none where it is not given");
  stage.param("shared_weights", &C::shared_weights).doc("one set of weights for all iterations");
  stage.param("residual", &C::residual)
      .doc("interaction_network_1: updates are added to what they update");
  stage.param("edge_features", &C::edge_features).doc("the six edge features as input");
  stage.param("hough_features", &C::hough_features)
      .doc(
          "line in r-z and circle in x-y through the pair, the latter and the beam axis, as input");
  stage.param("hough_weight", &C::hough_weight)
      .doc("how many edges of the graph have about the same Hough parameters, as input");
  stage.param("cell_features", &C::cell_features).doc("number and sum of cells as node input");
  stage.param("cluster_features", &C::cluster_features)
      .doc("clusters' extent and charge, and how they agree with each edge, as input");
  stage.param("reflect_phi", &C::reflect_phi)
      .doc("half of the wedges are seen with phi -> -phi: as if all charges were swapped");
  stage.param("cluster_dropout", &C::cluster_dropout)
      .doc("share of the wedges seen without clusters, so that the network copes with such events")
      .range(0, 1);
  stage.param("prior_feature", &C::prior_feature)
      .doc("the scores that came with the graph (port 'prior') as input");
  stage.param("target_pt", &C::target_pt)
      .doc("true edges of particles below are masked")
      .unit("GeV")
      .at_least(0);
  stage.param("fake_weight", &C::fake_weight)
      .doc("weight of a fake edge in the loss; a target edge has 1")
      .range(0, 1000);
  stage.param("trackml_weights", &C::trackml_weights)
      .doc("true edges weigh as the TrackML weights of their hits, with mean 1, else alike");
  stage.param("teacher", &C::teacher)
      .doc(
          "weight file of a network whose scores of the same graph are learned as well; empty: "
          "none")
      .input_file();
  stage.param("distillation", &C::distillation)
      .doc("share of the teacher in the loss; its scores count on all edges, masked ones too")
      .range(0, 1);
  stage.param("wedge", &C::wedge)
      .doc("width in phi of what a step sees; 2 pi and more: all of an event")
      .unit("rad")
      .range(0.01, 7);
  stage.param("batch", &C::batch).doc("wedges per step").range(1, 1024);
  stage.param("workers", &C::workers)
      .doc("threads that share a step's wedges; changes no result")
      .range(1, 256);
  stage.param("gradient_checkpointing", &C::gradient_checkpointing)
      .doc("computes each iteration again in the backward pass: less memory, more time");
  stage.param("precision", &C::precision)
      .doc(
          "of matrix products; bf16: torch's operations instead of the fused kernels, for CPUs "
          "with "
          "bf16 instructions")
      .one_of({"fp32", "bf16"});
  neural::describe_schedule(stage);
  stage.param("patience", &C::patience)
      .doc(
          "stop after so many validations without a lower loss, and keep the weights of the "
          "lowest; "
          "0: never, and keep the last")
      .at_least(0);
  stage.param("distributed", &C::distributed)
      .doc(
          "one of the processes of an mpirun, which average their gradients; each reads its own "
          "part of the events and has a run folder of its own");
}

TrainInteractionNetwork::TrainInteractionNetwork(const Config& config)
    : config_(config), architecture_(architecture_of(config)) {
  if (config.patience > 0 && config.validation_events == 0) {
    throw ConfigError("stopping early needs validation events", "patience");
  }
  if (config.distributed && !has_mpi()) {
    throw ConfigError("this build has no MPI", "distributed");
  }
  if (config.teacher.empty() != (config.distillation == 0)) {
    throw ConfigError("a teacher needs a share in the loss, and the share a teacher",
                      config.teacher.empty() ? "teacher" : "distillation");
  }
  if (!config.teacher.empty()) {
    try {
      teacher_.emplace(config.teacher);
    } catch (const std::exception& error) {
      throw ConfigError(error.what(), "teacher");
    }
  }
  if (config.resume.empty()) return;
  resumed_ = neural::read_resumed(config, architecture_, read_checkpoint);
}

void TrainInteractionNetwork::operator()(const EventInfo& event, const Hits& hits,
                                         const Cells* cells, const ClusterShapes* shapes,
                                         const DetectorRef* detector, const EdgeScores* prior,
                                         const HitGraph& graph, const Truth& truth,
                                         const Particles& particles,
                                         const TrackCandidates* exclude) {
  const Truth* labels = &truth;
  Truth rest;
  if (exclude != nullptr) {
    rest = truth;
    for (const std::uint32_t hit : exclude->hit) rest.particle.at(hit) = no_particle;
    labels = &rest;
  }
  const EventInput input{hits, cells, shapes, detector, prior};
  const auto graph_for = [&](const Architecture& architecture) {
    return make_training_graph(input, graph, *labels, particles, architecture, config_.target_pt,
                               scratch_);
  };
  graphs_.push_back(graph_for(architecture_));
  graphs_.back().event = event.id;
  if (teacher_) graphs_.back().teacher = teacher_->scores(graph_for(teacher_->architecture()));
}

void TrainInteractionNetwork::begin(RunContext& context) {
  context_ = &context;
  if (config_.distributed) ranks_ = mpi_ranks();
}

std::filesystem::path TrainInteractionNetwork::in_output(const char* name) const {
  return context_->output_directory() / name;
}

Metadata TrainInteractionNetwork::metadata(const Trainer& trainer) const {
  Metadata result = {{"training_data", config_.training_data},
                     {"training_events", training_ids_},
                     {"validation_events", validation_ids_},
                     {"training_steps", std::to_string(trainer.steps())},
                     {"training_edges", std::to_string(trainer.edges())},
                     {"training_minutes", neural::number_text(trainer.minutes())},
                     {"target_pt_gev", neural::number_text(config_.target_pt)},
                     {"fake_weight", neural::number_text(config_.fake_weight)},
                     {"seed", std::to_string(config_.seed)},
                     {"precision", config_.precision},
                     {"ranks", std::to_string(trainer.ranks().size())},
                     {"trackml_weights", config_.trackml_weights ? "true" : "false"},
                     {"reflect_phi", config_.reflect_phi ? "true" : "false"},
                     {"git_revision", git_revision()}};
  if (teacher_) {
    result["teacher"] = std::filesystem::path(config_.teacher).filename().string();
    result["distillation"] = neural::number_text(config_.distillation);
  }
  return result;
}

void TrainInteractionNetwork::save(const Trainer& trainer, const TrainingLog& log,
                                   bool weights) const {
  if (trainer.ranks().rank() != 0) return;
  write_checkpoint(in_output("checkpoint.safetensors"), trainer.checkpoint());
  if (weights) {
    write_model(config_.weights, architecture_, trainer.parameters(), metadata(trainer));
  }
  log.write(in_output("training.csv"));
}

void TrainInteractionNetwork::finish(Summary& summary) {
  auto validation = neural::held_out(graphs_, config_.validation_events);
  const auto ids = [](const std::vector<TrainingGraph>& graphs) {
    std::vector<std::uint64_t> all;
    for (const TrainingGraph& graph : graphs) all.push_back(graph.event);
    return all;
  };
  training_ids_ = list_of(ranks_->gather(ids(graphs_)));
  validation_ids_ = list_of(ranks_->gather(ids(validation)));

  TrainingOptions options;
  static_cast<neural::Schedule&>(options) = neural::schedule_of(config_);
  options.wedge = config_.wedge / std::numbers::pi_v<float>;
  options.fake_weight = config_.fake_weight;
  options.trackml_weights = config_.trackml_weights;
  options.reflect_phi = config_.reflect_phi;
  options.distillation = config_.distillation;
  options.cluster_dropout = config_.cluster_features ? config_.cluster_dropout : 0;
  options.batch = config_.batch;
  options.workers = static_cast<unsigned>(config_.workers);
  options.gradient_checkpointing = config_.gradient_checkpointing;
  options.precision = config_.precision == "bf16" ? Precision::bf16 : Precision::fp32;
  Trainer trainer(options, architecture_, std::move(graphs_), std::move(validation),
                  std::move(ranks_));
  Ranks& ranks = trainer.ranks();
  if (!config_.resume.empty()) trainer.resume(resumed_);

  TrainingLog log;
  TrainingRow row;
  std::int64_t since = 0;
  double loss = 0;
  bool done = trainer.finished();
  double best = std::numeric_limits<double>::infinity();  // validation loss
  int worse = 0;                                          // validations since then
  while (!done) {
    row.learning_rate = trainer.learning_rate();
    loss += trainer.step();
    ++since;
    // All ranks go on or none does.
    const bool stop = ranks.of_first(context_->stop_requested() ? 1 : 0) > 0;
    done = trainer.finished() || stop;
    if (!done && trainer.steps() % config_.checkpoint_every != 0) continue;
    row.step = trainer.steps();
    row.loss = loss / static_cast<double>(since);
    row.edges = trainer.edges();
    row.minutes = trainer.minutes();
    row.validation = trainer.validate();
    log.add(row);
    const bool better = row.validation.loss < best;
    best = std::min(best, row.validation.loss);
    worse = better ? 0 : worse + 1;
    done = done || (config_.patience > 0 && worse >= config_.patience);
    save(trainer, log, better || config_.patience == 0);
    context_->status(status_line(row));
    since = 0;
    loss = 0;
  }
  if (row.step == 0) save(trainer, log, true);  // resumed at its end: nothing was left to do
  summary.figure("steps", static_cast<double>(trainer.steps()));
  summary.figure("loss", row.loss);
  summary.figure("validation_loss", row.validation.loss);
  summary.figure("auc", row.validation.auc);
  summary.figure("purity_at_98", row.validation.purity_at_98);
  summary.figure("purity_at_99", row.validation.purity_at_99);
  summary.figure("weighted_purity_at_98", row.validation.weighted_purity_at_98);
  summary.figure("edges_per_core_minute", static_cast<double>(trainer.edges()) /
                                              std::max(trainer.minutes(), 1e-9) / config_.workers);
  ranks.finish();
  if (ranks.rank() != 0) return;
  summary.output(config_.weights);
  summary.output(in_output("training.csv"));
  summary.output(in_output("checkpoint.safetensors"));
}

}  // namespace trackloom::gnn
