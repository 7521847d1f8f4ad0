#include "metric_learning/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace trackloom::metric_learning {

Trainer::Trainer(const TrainingOptions& options, const Architecture& architecture,
                 std::vector<TrainingEvent> training, std::vector<TrainingEvent> validation)
    : options_(options),
      architecture_(architecture),
      training_(std::move(training)),
      validation_(std::move(validation)),
      parameters_(neural::initial_parameters(parameter_specs(architecture), options.seed)),
      optimizer_(parameter_specs(architecture), options.weight_decay),
      loss_(options.loss) {
  std::erase_if(training_, [](const TrainingEvent& event) { return event.edges.empty(); });
  if (training_.empty()) throw std::runtime_error("no event with a target edge to train on");
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
  pairs_ = checkpoint.count;
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

void Trainer::draw_batch(Random& random) {
  // A wedge may hold nothing to learn from: the next draw is as good.
  constexpr int draws = 100;
  for (int draw = 0; draw < draws; ++draw) {
    const auto events = static_cast<std::uint32_t>(training_.size());
    BatchCut cut;
    const TrainingEvent& event = training_[random.below(events)];
    cut.begin = 2 * std::numbers::pi * random.uniform();
    cut.width = options_.wedge;
    cut.rotation = 2 * std::numbers::pi * random.uniform();
    cut.mirror_z = random.flip();
    cut.reflect_phi = random.flip();
    cut.drop_clusters = random.uniform() < options_.cluster_dropout;
    batch_.cut(event, architecture_, cut);
    if (!batch_.edges.empty()) return;
  }
  throw std::runtime_error("no wedge with a true edge to train on");
}

double Trainer::step() {
  const double rate = learning_rate();
  Random random(options_.seed, static_cast<std::uint64_t>(steps()));
  draw_batch(random);
  const auto dimensions = static_cast<std::size_t>(architecture_.dimensions);
  points_.resize(batch_.size() * dimensions);
  grad_points_.resize(points_.size());
  const Embedding embedding(architecture_, parameters_);
  embedding.points(batch_.nodes(), points_);
  const double loss = loss_(batch_, points_, dimensions, random, grad_points_);
  gradient_.assign(parameters_.size(), 0.0F);
  embedding.backward(batch_.nodes(), grad_points_, gradient_);
  const double length = neural::clip_norm(gradient_, options_.clip);
  if (!std::isfinite(loss) || !std::isfinite(length)) {
    throw std::runtime_error("step " + std::to_string(steps() + 1) + ": loss " +
                             std::to_string(loss) + ", gradient of length " +
                             std::to_string(length) + "; try a lower learning_rate");
  }
  optimizer_.step(parameters_, gradient_, rate);
  pairs_ += loss_.pairs();
  return loss;
}

ValidationFigures Trainer::validate() {
  constexpr std::uint32_t stride = 8;
  return Validation(options_.loss.margin, stride)
      .figures(validation_, architecture_, Embedding(architecture_, parameters_));
}

Checkpoint Trainer::checkpoint() const {
  Checkpoint result;
  result.architecture = architecture_;
  result.parameters = parameters_;
  result.optimizer = optimizer_.state();
  result.seed = options_.seed;
  result.minutes = minutes();
  result.count = pairs_;
  return result;
}

}  // namespace trackloom::metric_learning
