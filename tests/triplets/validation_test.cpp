#include "triplets/validation.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

using namespace trackloom::triplets;

TEST_CASE("the figures of a validation are those of counting all pairs and cuts") {
  std::mt19937 random(4);
  std::normal_distribution<float> normal;
  std::vector<float> logits;
  std::vector<TripletLabel> labels;
  for (int i = 0; i < 600; ++i) {
    const auto label = static_cast<TripletLabel>(random() % 3);
    labels.push_back(label);
    // Coarse, so that ties occur; masked ones must not matter.
    logits.push_back(label == TripletLabel::masked
                         ? 100.0F
                         : std::round(4 * normal(random)) / 4 +
                               (label == TripletLabel::target ? 2.5F : 0.0F));
  }
  Validation validation;
  validation.add(logits, labels);
  const ValidationFigures figures = validation.figures();

  double pairs = 0, right = 0, loss = 0, count = 0, targets = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (labels[i] == TripletLabel::masked) continue;
    const double sign = labels[i] == TripletLabel::target ? -1 : 1;
    loss += std::log1p(std::exp(sign * logits[i]));
    ++count;
    if (labels[i] == TripletLabel::fake) continue;
    ++targets;
    for (std::size_t j = 0; j < logits.size(); ++j) {
      if (labels[j] != TripletLabel::fake) continue;
      ++pairs;
      right += logits[i] > logits[j] ? 1 : logits[i] == logits[j] ? 0.5 : 0;
    }
  }
  CHECK(figures.auc == doctest::Approx(right / pairs));
  CHECK(figures.loss == doctest::Approx(loss / count));
  double purity_at_98 = 0, efficiency_at_99 = 0;
  for (const float cut : logits) {
    double above = 0, wrong = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
      if (logits[i] < cut) continue;
      above += labels[i] == TripletLabel::target;
      wrong += labels[i] == TripletLabel::fake;
    }
    if (above >= 0.98 * targets) purity_at_98 = std::max(purity_at_98, above / (above + wrong));
    if (above >= 0.99 * (above + wrong))
      efficiency_at_99 = std::max(efficiency_at_99, above / targets);
  }
  CHECK(figures.efficiency_at_99 == doctest::Approx(efficiency_at_99));
  CHECK(figures.efficiency_at_99 > 0.1);
  CHECK(figures.purity_at_98 > 0.3);
  CHECK(figures.purity_at_98 <= purity_at_98 + 1e-9);
}

TEST_CASE("a validation without targets or fakes has no figures") {
  Validation validation;
  CHECK(validation.figures().auc == 0);
  validation.add(std::vector<float>{1, 2},
                 std::vector<TripletLabel>{TripletLabel::fake, TripletLabel::masked});
  CHECK(validation.figures().purity_at_98 == 0);
}
