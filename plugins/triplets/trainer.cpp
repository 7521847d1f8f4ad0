#include "triplets/trainer.hpp"

#include <algorithm>
#include <numbers>
#include <stdexcept>

namespace trackloom::triplets {

Trainer::Trainer(const TrainingOptions& options, const Architecture& architecture,
                 std::vector<TrainingGraph> training, std::vector<TrainingGraph> validation)
    : options_(options),
      architecture_(architecture),
      events_(std::move(training)),
      validation_(std::move(validation)),
      training_(options, parameter_specs(architecture)),
      network_(architecture) {
  std::erase_if(events_, [](const TrainingGraph& graph) {
    return std::find(graph.label.begin(), graph.label.end(), TripletLabel::target) ==
           graph.label.end();
  });
  if (events_.empty()) throw std::runtime_error("no event with a target triplet to train on");
}

void Trainer::resume(const Checkpoint& checkpoint) {
  if (checkpoint.architecture != architecture_) {
    throw std::runtime_error("the checkpoint's architecture differs from the configured one");
  }
  training_.resume(checkpoint);
}

void Trainer::draw_wedge(neural::Random& random) {
  // A wedge may hold nothing to learn from: the next draw is as good.
  constexpr int draws = 100;
  for (int draw = 0; draw < draws; ++draw) {
    const auto& graph = events_[random.below(static_cast<std::uint32_t>(events_.size()))];
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
  gradient_.resize(training_.parameters().size());
  const double loss = network_.loss_and_gradient(training_.parameters(), wedge_.view(),
                                                 wedge_.label(), wedge_.weight(), gradient_);
  training_.step(gradient_, loss, rate, wedge_.triplets());
  return loss;
}

ValidationFigures Trainer::validate() {
  Validation validation;
  for (const TrainingGraph& graph : validation_) {
    logits_.resize(graph.triplets());
    network_.logits(training_.parameters(),
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
  static_cast<neural::TrainingState&>(result) = training_.state();
  result.architecture = architecture_;
  return result;
}

}  // namespace trackloom::triplets
