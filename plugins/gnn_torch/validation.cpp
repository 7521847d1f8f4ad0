#include "gnn_torch/validation.hpp"

#include <algorithm>
#include <cmath>

namespace trackloom::gnn {

namespace {

// -log sigmoid(x), without overflow.
double cross_entropy(double x) {
  return std::log1p(std::exp(-std::abs(x))) + std::max(-x, 0.0);
}

}  // namespace

Validation::Purity Validation::purity_at(double efficiency, const std::vector<Target>& targets,
                                         const std::vector<float>& fakes) {
  if (targets.empty()) return {};
  const auto dropped =
      static_cast<std::size_t>((1.0 - efficiency) * static_cast<double>(targets.size()));
  const float cut = targets[std::min(dropped, targets.size() - 1)].logit;
  const auto first = std::lower_bound(targets.begin(), targets.end(), Target{cut, 0});
  const auto kept = static_cast<double>(targets.end() - first);
  const auto kept_fakes =
      static_cast<double>(fakes.end() - std::lower_bound(fakes.begin(), fakes.end(), cut));
  double weight = 0;
  for (auto target = first; target != targets.end(); ++target) weight += target->weight;
  const double weighted = weight + kept_fakes;
  return {kept / (kept + kept_fakes), weighted > 0 ? weight / weighted : 0};
}

void Validation::add(std::span<const float> logits, const TrainingGraph& graph) {
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (graph.label[i] == EdgeLabel::target) {
      targets_.push_back({logits[i], graph.trackml_weight[i]});
    }
    if (graph.label[i] == EdgeLabel::fake) fakes_.push_back(logits[i]);
  }
}

void Validation::join(Ranks& ranks) {
  if (ranks.size() == 1) return;
  targets_ = ranks.gather(targets_);
  fakes_ = ranks.gather(fakes_);
}

ValidationFigures Validation::figures() const {
  ValidationFigures result;
  std::vector<Target> targets = targets_;
  std::vector<float> fakes = fakes_;
  std::sort(targets.begin(), targets.end());
  std::sort(fakes.begin(), fakes.end());
  double loss = 0;
  double weight = fake_weight_ * static_cast<double>(fakes.size());
  for (const Target& target : targets) {
    const double of_target = trackml_weights_ ? target.weight : 1.0;
    loss += of_target * cross_entropy(target.logit);
    weight += of_target;
  }
  for (const float x : fakes) loss += fake_weight_ * cross_entropy(-x);
  result.loss = weight > 0 ? loss / weight : 0;

  // Mann-Whitney: pairs in the right order, ties count half.
  double pairs = 0;
  auto below = fakes.begin();
  auto not_above = fakes.begin();
  for (const auto& [x, w] : targets) {
    while (below != fakes.end() && *below < x) ++below;
    while (not_above != fakes.end() && *not_above <= x) ++not_above;
    pairs += 0.5 * static_cast<double>((below - fakes.begin()) + (not_above - fakes.begin()));
  }
  const double all = static_cast<double>(targets.size()) * static_cast<double>(fakes.size());
  result.auc = all > 0 ? pairs / all : 0.5;
  const Purity at_98 = purity_at(0.98, targets, fakes);
  result.purity_at_98 = at_98.plain;
  result.weighted_purity_at_98 = at_98.weighted;
  result.purity_at_99 = purity_at(0.99, targets, fakes).plain;
  return result;
}

}  // namespace trackloom::gnn
