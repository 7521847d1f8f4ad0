#include "metric_learning/trainer.hpp"

#include <algorithm>
#include <numbers>
#include <stdexcept>

namespace trackloom::metric_learning {

Trainer::Trainer(const TrainingOptions& options, const Architecture& architecture,
                 std::vector<TrainingEvent> training, std::vector<TrainingEvent> validation)
    : options_(options),
      architecture_(architecture),
      events_(std::move(training)),
      validation_(std::move(validation)),
      training_(options, parameter_specs(architecture)),
      loss_(options.loss) {
  std::erase_if(events_, [](const TrainingEvent& event) { return event.edges.empty(); });
  if (events_.empty()) throw std::runtime_error("no event with a target edge to train on");
}

void Trainer::resume(const Checkpoint& checkpoint) {
  if (checkpoint.architecture != architecture_) {
    throw std::runtime_error("the checkpoint's architecture differs from the configured one");
  }
  training_.resume(checkpoint);
}

void Trainer::draw_batch(Random& random) {
  // A wedge may hold nothing to learn from: the next draw is as good.
  constexpr int draws = 100;
  for (int draw = 0; draw < draws; ++draw) {
    const auto events = static_cast<std::uint32_t>(events_.size());
    BatchCut cut;
    const TrainingEvent& event = events_[random.below(events)];
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
  const Embedding embedding(architecture_, training_.parameters());
  embedding.points(batch_.nodes(), points_);
  const double loss = loss_(batch_, points_, dimensions, random, grad_points_);
  gradient_.assign(training_.parameters().size(), 0.0F);
  embedding.backward(batch_.nodes(), grad_points_, gradient_);
  training_.step(gradient_, loss, rate, loss_.pairs());
  return loss;
}

ValidationFigures Trainer::validate() {
  constexpr std::uint32_t stride = 8;
  return Validation(options_.loss.margin, stride)
      .figures(validation_, architecture_, Embedding(architecture_, training_.parameters()));
}

Checkpoint Trainer::checkpoint() const {
  Checkpoint result;
  static_cast<neural::TrainingState&>(result) = training_.state();
  result.architecture = architecture_;
  return result;
}

}  // namespace trackloom::metric_learning
