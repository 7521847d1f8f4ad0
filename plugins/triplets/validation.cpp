#include "triplets/validation.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace trackloom::triplets {

namespace {

// -log sigmoid(x), without overflow.
double cross_entropy(double x) {
  return std::log1p(std::exp(-std::abs(x))) + std::max(-x, 0.0);
}

}  // namespace

void Validation::add(std::span<const float> logits, std::span<const TripletLabel> labels) {
  for (std::size_t t = 0; t < logits.size(); ++t) {
    if (labels[t] == TripletLabel::target) targets_.push_back(logits[t]);
    if (labels[t] == TripletLabel::fake) fakes_.push_back(logits[t]);
  }
}

ValidationFigures Validation::figures() const {
  ValidationFigures result;
  if (targets_.empty() || fakes_.empty()) return result;
  std::vector<float> targets = targets_;
  std::vector<float> fakes = fakes_;
  std::sort(targets.begin(), targets.end(), std::greater<>());
  std::sort(fakes.begin(), fakes.end(), std::greater<>());
  const auto all_targets = static_cast<double>(targets.size());
  const auto all_fakes = static_cast<double>(fakes.size());
  for (const float logit : targets) result.loss += cross_entropy(logit);
  for (const float logit : fakes) result.loss += cross_entropy(-logit);
  result.loss /= all_targets + all_fakes;

  // Downwards, one distinct logit at a time.
  std::size_t above = 0;  // targets
  std::size_t wrong = 0;  // fakes
  bool found_98 = false;
  while (above < targets.size() || wrong < fakes.size()) {
    const float logit =
        wrong == fakes.size() || (above < targets.size() && targets[above] >= fakes[wrong])
            ? targets[above]
            : fakes[wrong];
    const std::size_t before = above;
    const std::size_t wrong_before = wrong;
    while (above < targets.size() && targets[above] == logit) ++above;
    while (wrong < fakes.size() && fakes[wrong] == logit) ++wrong;
    const auto new_fakes = static_cast<double>(wrong - wrong_before);
    result.auc += new_fakes * 0.5 * static_cast<double>(before + above);
    const double purity = static_cast<double>(above) / static_cast<double>(above + wrong);
    const double efficiency = static_cast<double>(above) / all_targets;
    if (!found_98 && efficiency >= 0.98) {
      result.purity_at_98 = purity;
      found_98 = true;
    }
    if (purity >= 0.99) {
      result.efficiency_at_99 = efficiency;
      result.score_at_99 = 1 / (1 + std::exp(-static_cast<double>(logit)));
    }
  }
  result.auc /= all_targets * all_fakes;
  return result;
}

}  // namespace trackloom::triplets
