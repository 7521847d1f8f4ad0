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

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

}  // namespace

void TrainEmbedding::describe(StageDescription<Config>& stage) {
  stage.doc("Trains metric_learning.embed on the hits of this pipeline; needs truth.");
  using C = Config;
  stage.param("weights", &C::weights).doc("weight file to write").output_path().required();
  stage.param("resume", &C::resume).doc("checkpoint to go on from; empty: none").input_file();
  stage.param("training_data", &C::training_data).doc("what the events are, for the weight file");
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
  stage.param("seed", &C::seed).doc("of initial weights, wedges and mirrors").at_least(0);
}

TrainEmbedding::TrainEmbedding(const Config& config)
    : config_(config), architecture_(architecture_of(config)) {
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
          {"training_minutes", number_text(trainer.minutes())},
          {"margin", number_text(config_.margin)},
          {"power", number_text(config_.power)},
          {"true_weight", number_text(config_.true_weight)},
          {"trackml_weights", config_.trackml_weights ? "true" : "false"},
          {"target_pt_gev", number_text(config_.target_pt)},
          {"seed", std::to_string(config_.seed)},
          {"git_revision", neural::git_revision()}};
}

void TrainEmbedding::save(const Trainer& trainer, const TrainingLog& log) const {
  write_checkpoint(in_output("checkpoint.safetensors"), trainer.checkpoint());
  write_model(config_.weights, architecture_, trainer.parameters(), metadata(trainer));
  log.write(in_output("training.csv"));
}

void TrainEmbedding::split_events() {
  const auto held_out = static_cast<std::size_t>(config_.validation_events);
  if (events_.size() <= held_out) {
    throw std::runtime_error("training needs more than the " + std::to_string(held_out) +
                             " validation events, there are " + std::to_string(events_.size()));
  }
  const auto first = events_.end() - static_cast<std::ptrdiff_t>(held_out);
  held_out_.assign(std::make_move_iterator(first), std::make_move_iterator(events_.end()));
  events_.erase(first, events_.end());
  const auto ids = [](const std::vector<TrainingEvent>& events) {
    std::string text;
    for (const TrainingEvent& event : events) {
      text += (text.empty() ? "" : ",") + std::to_string(event.id);
    }
    return text;
  };
  training_ids_ = ids(events_);
  validation_ids_ = ids(held_out_);
}

TrainingOptions TrainEmbedding::options() const {
  TrainingOptions options;
  options.steps = config_.steps;
  options.max_minutes = config_.max_minutes;
  options.learning_rate = config_.learning_rate;
  options.weight_decay = config_.weight_decay;
  options.warm_up = config_.warm_up;
  options.clip = config_.clip;
  options.wedge = config_.wedge;
  options.cluster_dropout = config_.cluster_features ? config_.cluster_dropout : 0;
  options.loss = {.margin = config_.margin,
                  .power = config_.power,
                  .true_weight = config_.true_weight,
                  .points = config_.points_per_batch,
                  .negatives = config_.negatives_per_point,
                  .random_pairs = config_.random_pairs_per_point};
  options.seed = static_cast<std::uint64_t>(config_.seed);
  return options;
}

void TrainEmbedding::finish(Summary& summary) {
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
    row.pairs = trainer.pairs();
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
