#include "triplets/train.hpp"

#include <stdexcept>

#include "neural/revision.hpp"
#include "trackloom/error.hpp"

namespace trackloom::triplets {

namespace {

Architecture architecture_of(const Train::Config& config) {
  Architecture architecture;
  architecture.hidden = config.hidden;
  architecture.hidden_layers = config.hidden_layers;
  architecture.iterations = config.iterations;
  architecture.layer_norm = config.layer_norm;
  architecture.cluster_features = config.cluster_features;
  architecture.scales.back() = static_cast<float>(config.field);
  try {
    check(architecture);
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "hidden");
  }
  return architecture;
}

}  // namespace

void Train::describe(StageDescription<Config>& stage) {
  stage.doc("Trains triplets.classify on the triplets of this pipeline; needs truth.")
      .inputs({"hits", "cluster_shapes", "detector", "triplets", "truth", "particles"});
  using C = Config;
  neural::describe_files(stage);
  stage.param("hidden", &C::hidden).doc("width of all layers, a multiple of 8").range(8, 512);
  stage.param("hidden_layers", &C::hidden_layers).doc("of each MLP").range(1, 8);
  stage.param("iterations", &C::iterations)
      .doc("message passing; 0: each triplet by itself")
      .range(0, 32);
  stage.param("layer_norm", &C::layer_norm).doc("normalise hidden layers");
  stage.param("cluster_features", &C::cluster_features)
      .doc("how well the clusters agree with the doublets as input");
  stage.param("cluster_dropout", &C::cluster_dropout)
      .doc("share of the steps seen without clusters, so that the network copes with such events")
      .range(0, 1);
  stage.param("field", &C::field).doc("along the beam, for scales").unit("T").range(0.01, 100);
  stage.param("target_pt", &C::target_pt)
      .doc("true triplets of particles below are left out")
      .unit("GeV")
      .at_least(0);
  stage.param("fake_weight", &C::fake_weight)
      .doc("in the loss, against 1 of a target")
      .range(0, 100);
  stage.param("wedge", &C::wedge)
      .doc("width in phi of what a step sees; 2 pi and more: all of an event")
      .unit("rad")
      .range(0.01, 7);
  neural::describe_schedule(stage);
}

Train::Train(const Config& config) : config_(config), architecture_(architecture_of(config)) {
  if (config.resume.empty()) return;
  resumed_ = neural::read_resumed(config, architecture_, read_checkpoint);
}

void Train::operator()(const EventInfo& event, const Hits& hits, const ClusterShapes* shapes,
                       const DetectorRef* detector, const TripletGraph& triplets,
                       const Truth& truth, const Particles& particles) {
  events_.push_back(make_training_graph({hits, shapes, detector}, triplets, truth, particles,
                                        architecture_, config_.target_pt, scratch_));
  events_.back().id = event.id;
}

std::filesystem::path Train::in_output(const char* name) const {
  return context_->output_directory() / name;
}

neural::Metadata Train::metadata(const Trainer& trainer) const {
  return {{"training_data", config_.training_data},
          {"training_events", training_ids_},
          {"validation_events", validation_ids_},
          {"training_steps", std::to_string(trainer.steps())},
          {"training_triplets", std::to_string(trainer.triplets())},
          {"training_minutes", neural::number_text(trainer.minutes())},
          {"fake_weight", neural::number_text(config_.fake_weight)},
          {"target_pt_gev", neural::number_text(config_.target_pt)},
          {"seed", std::to_string(config_.seed)},
          {"git_revision", neural::git_revision()}};
}

void Train::save(const Trainer& trainer, const TrainingLog& log) const {
  write_checkpoint(in_output("checkpoint.safetensors"), trainer.checkpoint());
  write_model(config_.weights, architecture_, trainer.parameters(), metadata(trainer));
  log.write(in_output("training.csv"));
}

TrainingOptions Train::options() const {
  TrainingOptions options;
  static_cast<neural::Schedule&>(options) = neural::schedule_of(config_);
  options.wedge = config_.wedge;
  options.cluster_dropout = config_.cluster_features ? config_.cluster_dropout : 0;
  options.fake_weight = config_.fake_weight;
  return options;
}

void Train::finish(Summary& summary) {
  auto held_out = neural::held_out(events_, config_.validation_events);
  training_ids_ = neural::ids_of(events_);
  validation_ids_ = neural::ids_of(held_out);
  Trainer trainer(options(), architecture_, std::move(events_), std::move(held_out));
  if (!config_.resume.empty()) trainer.resume(resumed_);
  TrainingLog log;
  const auto keep = [&](TrainingRow& row) {
    row.triplets = trainer.triplets();
    row.validation = trainer.validate();
    log.add(row);
    save(trainer, log);
    context_->status(status_line(row));
  };
  const auto row = neural::train<TrainingRow>(trainer, config_.checkpoint_every, *context_, keep);
  if (row.step == 0) save(trainer, log);  // resumed at its end: nothing was left to do
  summary.figure("steps", static_cast<double>(trainer.steps()));
  summary.figure("loss", row.loss);
  summary.figure("validation_loss", row.validation.loss);
  summary.figure("auc", row.validation.auc);
  summary.figure("purity_at_98", row.validation.purity_at_98);
  summary.figure("efficiency_at_99", row.validation.efficiency_at_99);
  summary.figure("score_at_99", row.validation.score_at_99);
  summary.output(config_.weights);
  summary.output(in_output("checkpoint.safetensors"));
  summary.output(in_output("training.csv"));
}

}  // namespace trackloom::triplets
