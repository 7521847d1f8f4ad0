#include "triplets/train.hpp"

#include <cstdio>
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

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

}  // namespace

void Train::describe(StageDescription<Config>& stage) {
  stage.doc("Trains triplets.classify on the triplets of this pipeline; needs truth.")
      .inputs({"hits", "cluster_shapes", "detector", "triplets", "truth", "particles"});
  using C = Config;
  stage.param("weights", &C::weights).doc("weight file to write").output_path().required();
  stage.param("resume", &C::resume).doc("checkpoint to go on from; empty: none").input_file();
  stage.param("training_data", &C::training_data).doc("what the events are, for the weight file");
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
  stage.param("validation_events", &C::validation_events)
      .doc("the last events, held out")
      .at_least(0);
  stage.param("steps", &C::steps).doc("at most so many steps").at_least(1);
  stage.param("max_minutes", &C::max_minutes)
      .doc("time limit, which the schedule then follows; 0: none, it follows the steps")
      .unit("min")
      .at_least(0);
  stage.param("checkpoint_every", &C::checkpoint_every)
      .doc("steps between validations, each with a checkpoint")
      .unit("steps")
      .at_least(1);
  stage.param("learning_rate", &C::learning_rate).doc("AdamW's, at its peak").range(0, 10);
  stage.param("weight_decay", &C::weight_decay).doc("AdamW's").range(0, 10);
  stage.param("warm_up", &C::warm_up).doc("share of the training with a rising rate").range(0, 1);
  stage.param("clip", &C::clip).doc("longest gradient").at_least(0);
  stage.param("seed", &C::seed).doc("of initial weights and wedges").at_least(0);
}

Train::Train(const Config& config) : config_(config), architecture_(architecture_of(config)) {
  if (config.resume.empty()) return;
  try {
    resumed_ = read_checkpoint(config.resume);
    if (resumed_.architecture != architecture_) {
      throw std::runtime_error(config.resume +
                               ": its architecture differs from the configured one");
    }
    if (resumed_.seed != static_cast<std::uint64_t>(config.seed)) {
      throw std::runtime_error(config.resume + ": its seed is " + std::to_string(resumed_.seed) +
                               ", the configured one " + std::to_string(config.seed));
    }
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "resume");
  }
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
          {"training_minutes", number_text(trainer.minutes())},
          {"fake_weight", number_text(config_.fake_weight)},
          {"target_pt_gev", number_text(config_.target_pt)},
          {"seed", std::to_string(config_.seed)},
          {"git_revision", neural::git_revision()}};
}

void Train::save(const Trainer& trainer, const TrainingLog& log) const {
  write_checkpoint(in_output("checkpoint.safetensors"), trainer.checkpoint());
  write_model(config_.weights, architecture_, trainer.parameters(), metadata(trainer));
  log.write(in_output("training.csv"));
}

void Train::split_events() {
  const auto held_out = static_cast<std::size_t>(config_.validation_events);
  if (events_.size() <= held_out) {
    throw std::runtime_error("training needs more than the " + std::to_string(held_out) +
                             " validation events, there are " + std::to_string(events_.size()));
  }
  const auto first = events_.end() - static_cast<std::ptrdiff_t>(held_out);
  held_out_.assign(std::make_move_iterator(first), std::make_move_iterator(events_.end()));
  events_.erase(first, events_.end());
  const auto ids = [](const std::vector<TrainingGraph>& events) {
    std::string text;
    for (const TrainingGraph& event : events) {
      text += (text.empty() ? "" : ",") + std::to_string(event.id);
    }
    return text;
  };
  training_ids_ = ids(events_);
  validation_ids_ = ids(held_out_);
}

TrainingOptions Train::options() const {
  TrainingOptions options;
  options.steps = config_.steps;
  options.max_minutes = config_.max_minutes;
  options.learning_rate = config_.learning_rate;
  options.weight_decay = config_.weight_decay;
  options.warm_up = config_.warm_up;
  options.clip = config_.clip;
  options.wedge = config_.wedge;
  options.cluster_dropout = config_.cluster_features ? config_.cluster_dropout : 0;
  options.fake_weight = config_.fake_weight;
  options.seed = static_cast<std::uint64_t>(config_.seed);
  return options;
}

void Train::finish(Summary& summary) {
  split_events();
  Trainer trainer(options(), architecture_, std::move(events_), std::move(held_out_));
  if (!config_.resume.empty()) trainer.resume(resumed_);
  TrainingLog log;
  TrainingRow row;
  std::int64_t since = 0;
  double loss = 0;
  bool done = trainer.finished();
  while (!done) {
    row.learning_rate = trainer.learning_rate();
    loss += trainer.step();
    ++since;
    done = trainer.finished() || context_->stop_requested();
    if (!done && trainer.steps() % config_.checkpoint_every != 0) continue;
    row.step = trainer.steps();
    row.loss = loss / static_cast<double>(since);
    row.triplets = trainer.triplets();
    row.minutes = trainer.minutes();
    row.validation = trainer.validate();
    log.add(row);
    save(trainer, log);
    context_->status(status_line(row));
    since = 0;
    loss = 0;
  }
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
