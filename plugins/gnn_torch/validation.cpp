#include "gnn_torch/validation.hpp"

#include <algorithm>
#include <cmath>

namespace trackloom::gnn {

namespace {

// -log sigmoid(x), without overflow.
double cross_entropy(double x) {
  return std::log1p(std::exp(-std::abs(x))) + std::max(-x, 0.0);
}

double purity_at(double efficiency, const std::vector<float>& targets,
                 const std::vector<float>& fakes) {
  if (targets.empty()) return 0;
  const auto dropped =
      static_cast<std::size_t>((1.0 - efficiency) * static_cast<double>(targets.size()));
  const float cut = targets[std::min(dropped, targets.size() - 1)];
  const auto kept = [&](const std::vector<float>& sorted) {
    return static_cast<double>(sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), cut));
  };
  return kept(targets) / (kept(targets) + kept(fakes));
}

}  // namespace

void Validation::add(std::span<const float> logits, std::span<const EdgeLabel> labels) {
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (labels[i] == EdgeLabel::target) targets_.push_back(logits[i]);
    if (labels[i] == EdgeLabel::fake) fakes_.push_back(logits[i]);
  }
}

ValidationFigures Validation::figures() const {
  ValidationFigures result;
  std::vector<float> targets = targets_;
  std::vector<float> fakes = fakes_;
  std::sort(targets.begin(), targets.end());
  std::sort(fakes.begin(), fakes.end());
  double loss = 0;
  for (const float x : targets) loss += cross_entropy(x);
  for (const float x : fakes) loss += fake_weight_ * cross_entropy(-x);
  const double weight =
      static_cast<double>(targets.size()) + fake_weight_ * static_cast<double>(fakes.size());
  result.loss = weight > 0 ? loss / weight : 0;

  // Mann-Whitney: pairs in the right order, ties count half.
  double pairs = 0;
  auto below = fakes.begin();
  auto not_above = fakes.begin();
  for (const float x : targets) {
    while (below != fakes.end() && *below < x) ++below;
    while (not_above != fakes.end() && *not_above <= x) ++not_above;
    pairs += 0.5 * static_cast<double>((below - fakes.begin()) + (not_above - fakes.begin()));
  }
  const double all = static_cast<double>(targets.size()) * static_cast<double>(fakes.size());
  result.auc = all > 0 ? pairs / all : 0.5;
  result.purity_at_98 = purity_at(0.98, targets, fakes);
  result.purity_at_99 = purity_at(0.99, targets, fakes);
  return result;
}

}  // namespace trackloom::gnn
