#include "triplets/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace trackloom::triplets {

Trainer::Trainer(const TrainingOptions& options, const Architecture& architecture,
                 std::vector<TrainingGraph> training, std::vector<TrainingGraph> validation)
    : options_(options),
      architecture_(architecture),
      training_(std::move(training)),
      validation_(std::move(validation)),
      parameters_(neural::initial_parameters(parameter_specs(architecture), options.seed)),
      optimizer_(parameter_specs(architecture), options.weight_decay),
      network_(architecture) {
  std::erase_if(training_, [](const TrainingGraph& graph) {
    return std::find(graph.label.begin(), graph.label.end(), TripletLabel::target) ==
           graph.label.end();
  });
  if (training_.empty()) throw std::runtime_error("no event with a target triplet to train on");
}

void Trainer::resume(const Checkpoint& checkpoint) {
  if (checkpoint.architecture != architecture_) {
    throw std::runtime_error("the checkpoint's architecture differs from the configured one");
  }
  if (checkpoint.seed != options_.seed) {
    throw std::runtime_error("the checkpoint's seed is " + std::to_string(checkpoint.seed) +
                             ", the configured one " + std::to_string(options_.seed));
  }
  parameters_ = checkpoint.parameters;
  optimizer_.restore(checkpoint.optimizer);
  minutes_before_ = checkpoint.minutes;
  triplets_ = checkpoint.count;
}

double Trainer::minutes() const {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  return minutes_before_ + elapsed.count() / 60;
}

double Trainer::fraction() const {
  const double by_steps = static_cast<double>(steps()) / static_cast<double>(options_.steps);
  return options_.max_minutes > 0 ? std::max(by_steps, minutes() / options_.max_minutes) : by_steps;
}

bool Trainer::finished() const {
  return fraction() >= 1;
}

double Trainer::learning_rate() const {
  // The next step's share, so that the first one does not have rate 0.
  const double next = fraction() + 1 / static_cast<double>(options_.steps);
  return options_.learning_rate * neural::schedule(next, options_.warm_up);
}

void Trainer::draw_wedge(neural::Random& random) {
  // A wedge may hold nothing to learn from: the next draw is as good.
  constexpr int draws = 100;
  for (int draw = 0; draw < draws; ++draw) {
    const auto& graph = training_[random.below(static_cast<std::uint32_t>(training_.size()))];
    WedgeCut cut;
    cut.begin = 2 * std::numbers::pi * random.uniform();
    cut.width = options_.wedge;
    cut.drop_clusters = random.uniform() < options_.cluster_dropout;
    cut.fake_weight = static_cast<float>(options_.fake_weight);
    wedge_.cut(graph, architecture_, cut);
    if (wedge_.has_weight()) return;
  }
  throw std::runtime_error("no wedge with a triplet to train on");
}

double Trainer::step() {
  const double rate = learning_rate();
  neural::Random random(options_.seed, static_cast<std::uint64_t>(steps()));
  draw_wedge(random);
  gradient_.resize(parameters_.size());
  const double loss = network_.loss_and_gradient(parameters_, wedge_.view(), wedge_.label(),
                                                 wedge_.weight(), gradient_);
  const double length = neural::clip_norm(gradient_, options_.clip);
  if (!std::isfinite(loss) || !std::isfinite(length)) {
    throw std::runtime_error("step " + std::to_string(steps() + 1) + ": loss " +
                             std::to_string(loss) + ", gradient of length " +
                             std::to_string(length) + "; try a lower learning_rate");
  }
  optimizer_.step(parameters_, gradient_, rate);
  triplets_ += wedge_.triplets();
  return loss;
}

ValidationFigures Trainer::validate() {
  Validation validation;
  for (const TrainingGraph& graph : validation_) {
    logits_.resize(graph.triplets());
    network_.logits(parameters_,
                    {.doublets = static_cast<std::int64_t>(graph.doublets()),
                     .doublet_features = graph.doublet_features,
                     .triplet_features = graph.triplet_features,
                     .source = graph.source,
                     .target = graph.target},
                    logits_);
    validation.add(logits_, graph.label);
  }
  return validation.figures();
}

Checkpoint Trainer::checkpoint() const {
  Checkpoint result;
  result.architecture = architecture_;
  result.parameters = parameters_;
  result.optimizer = optimizer_.state();
  result.seed = options_.seed;
  result.minutes = minutes();
  result.count = triplets_;
  return result;
}

}  // namespace trackloom::triplets
