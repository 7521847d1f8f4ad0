#include "metric_learning/train_embedding.hpp"

#include <stdexcept>

#include "neural/revision.hpp"
#include "trackloom/error.hpp"

namespace trackloom::metric_learning {

namespace {

Architecture architecture_of(const TrainEmbedding::Config& config) {
  Architecture architecture;
  architecture.hidden = config.hidden;
  architecture.hidden_layers = config.hidden_layers;
  architecture.dimensions = config.dimensions;
  architecture.frames = config.frames;
  architecture.layer_norm = config.layer_norm;
  architecture.cluster_features = config.cluster_features;
  try {
    check(architecture);
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), config.hidden % 8 != 0 ? "hidden" : "frames");
  }
  return architecture;
}

}  // namespace

void TrainEmbedding::describe(StageDescription<Config>& stage) {
  stage.doc("Trains metric_learning.embed on the hits of this pipeline; needs truth.");
  using C = Config;
  neural::describe_files(stage);
  stage.param("hidden", &C::hidden).doc("width of all layers, a multiple of 8").range(8, 1024);
  stage.param("hidden_layers", &C::hidden_layers).doc("hidden layers").range(1, 16);
  stage.param("dimensions", &C::dimensions).doc("of the points").range(3, 12);
  stage.param("frames", &C::frames)
      .doc(
          "pairs of dimensions that turn with the hit's phi; 0: none, its cosine and sine are "
          "inputs")
      .range(0, 6);
  stage.param("layer_norm", &C::layer_norm).doc("normalise hidden layers");
  stage.param("cluster_features", &C::cluster_features)
      .doc("clusters' extent, charge and direction as input");
  stage.param("cluster_dropout", &C::cluster_dropout)
      .doc("share of the steps seen without clusters, so that the network copes with such events")
      .range(0, 1);
  stage.param("target_pt", &C::target_pt)
      .doc("true edges of particles below are left out")
      .unit("GeV")
      .at_least(0);
  stage.param("trackml_weights", &C::trackml_weights)
      .doc("true edges weigh as the TrackML weights of their hits, else alike");
  stage.param("margin", &C::margin).doc("false pairs are pushed so far apart").range(1e-3, 1e3);
  stage.param("power", &C::power)
      .doc("of the distance in the loss: 2 as in the papers, 1 minds far pairs less")
      .range(0.5, 4);
  stage.param("true_weight", &C::true_weight)
      .doc("weight of a true edge against a query's false pairs")
      .range(1e-3, 1e4);
  stage.param("points_per_batch", &C::points_per_batch)
      .doc("hits per step around which false pairs are searched")
      .at_least(1);
  stage.param("negatives_per_point", &C::negatives_per_point)
      .doc("at most so many false pairs each, the nearest within the margin")
      .at_least(1);
  stage.param("random_pairs_per_point", &C::random_pairs_per_point)
      .doc("and so many drawn at random")
      .at_least(0);
  stage.param("wedge", &C::wedge)
      .doc("width in phi of what a step sees; 2 pi and more: all of an event")
      .unit("rad")
      .range(0.01, 7);
  neural::describe_schedule(stage);
}

TrainEmbedding::TrainEmbedding(const Config& config)
    : config_(config), architecture_(architecture_of(config)) {
  if (config.resume.empty()) return;
  resumed_ = neural::read_resumed(config, architecture_, read_checkpoint);
}

void TrainEmbedding::operator()(const EventInfo& event, const Hits& hits,
                                const ClusterShapes* shapes, const DetectorRef* detector,
                                const Truth& truth, const Particles& particles) {
  events_.push_back(make_training_event(
      hits, shapes, detector, truth, particles, architecture_,
      {.pt = config_.target_pt, .trackml_weights = config_.trackml_weights}, scratch_));
  events_.back().id = event.id;
}

std::filesystem::path TrainEmbedding::in_output(const char* name) const {
  return context_->output_directory() / name;
}

neural::Metadata TrainEmbedding::metadata(const Trainer& trainer) const {
  return {{"training_data", config_.training_data},
          {"training_events", training_ids_},
          {"validation_events", validation_ids_},
          {"training_steps", std::to_string(trainer.steps())},
          {"training_pairs", std::to_string(trainer.pairs())},
          {"training_minutes", neural::number_text(trainer.minutes())},
          {"margin", neural::number_text(config_.margin)},
          {"power", neural::number_text(config_.power)},
          {"true_weight", neural::number_text(config_.true_weight)},
          {"trackml_weights", config_.trackml_weights ? "true" : "false"},
          {"target_pt_gev", neural::number_text(config_.target_pt)},
          {"seed", std::to_string(config_.seed)},
          {"git_revision", neural::git_revision()}};
}

void TrainEmbedding::save(const Trainer& trainer, const TrainingLog& log) const {
  write_checkpoint(in_output("checkpoint.safetensors"), trainer.checkpoint());
  write_model(config_.weights, architecture_, trainer.parameters(), metadata(trainer));
  log.write(in_output("training.csv"));
}

TrainingOptions TrainEmbedding::options() const {
  TrainingOptions options;
  static_cast<neural::Schedule&>(options) = neural::schedule_of(config_);
  options.wedge = config_.wedge;
  options.cluster_dropout = config_.cluster_features ? config_.cluster_dropout : 0;
  options.loss = {.margin = config_.margin,
                  .power = config_.power,
                  .true_weight = config_.true_weight,
                  .points = config_.points_per_batch,
                  .negatives = config_.negatives_per_point,
                  .random_pairs = config_.random_pairs_per_point};
  return options;
}

void TrainEmbedding::finish(Summary& summary) {
  auto held_out = neural::held_out(events_, config_.validation_events);
  training_ids_ = neural::ids_of(events_);
  validation_ids_ = neural::ids_of(held_out);
  Trainer trainer(options(), architecture_, std::move(events_), std::move(held_out));
  if (!config_.resume.empty()) trainer.resume(resumed_);
  TrainingLog log;
  const auto keep = [&](TrainingRow& row) {
    row.pairs = trainer.pairs();
    row.validation = trainer.validate();
    log.add(row);
    save(trainer, log);
    context_->status(status_line(row));
  };
  const auto row = neural::train<TrainingRow>(trainer, config_.checkpoint_every, *context_, keep);
  if (row.step == 0) save(trainer, log);  // resumed at its end: nothing was left to do
  summary.figure("steps", static_cast<double>(trainer.steps()));
  summary.figure("loss", row.loss);
  summary.figure("efficiency", row.validation.efficiency);
  summary.figure("radius_at_95", row.validation.at_95.radius);
  summary.figure("purity_at_95", row.validation.at_95.purity);
  summary.figure("radius_at_98", row.validation.at_98.radius);
  summary.figure("purity_at_98", row.validation.at_98.purity);
  summary.output(config_.weights);
  summary.output(in_output("checkpoint.safetensors"));
  summary.output(in_output("training.csv"));
}

}  // namespace trackloom::metric_learning
