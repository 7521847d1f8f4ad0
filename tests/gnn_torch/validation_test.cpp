#include "gnn_torch/validation.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace trackloom::gnn;

TEST_CASE("validation figures of a hand-made sample") {
  const std::vector<float> logits = {2, 1, 0, -1, 1, 9};
  using enum EdgeLabel;
  TrainingGraph graph;
  graph.label = {target, target, fake, fake, fake, masked};
  graph.trackml_weight = {1.5F, 0.5F, 1, 1, 1, 3};
  Validation validation(0.5F, false);
  validation.add(logits, graph);
  const ValidationFigures figures = validation.figures();
  // Pairs: 2 beats all three; 1 beats two and ties with one.
  CHECK(figures.auc == doctest::Approx((3 + 2.5) / 6));
  // Keeping both targets keeps the fake of equal logit.
  CHECK(figures.purity_at_98 == doctest::Approx(2.0 / 3));
  const auto softplus = [](double x) { return std::log1p(std::exp(x)); };
  const double loss =
      softplus(-2) + softplus(-1) + 0.5 * (softplus(0) + softplus(-1) + softplus(1));
  CHECK(figures.loss == doctest::Approx(loss / 3.5));
  CHECK(figures.weighted_purity_at_98 == doctest::Approx(2.0 / 3));

  // Dropping the lower target keeps three quarters of the weight and no fake.
  Validation weighted(0.5F, true);
  graph.trackml_weight = {3, 1, 1, 1, 1, 1};
  weighted.add(logits, graph);
  CHECK(weighted.figures().weighted_purity_at_98 == doctest::Approx(4.0 / 5));
  const double weighted_loss =
      3 * softplus(-2) + softplus(-1) + 0.5 * (softplus(0) + softplus(-1) + softplus(1));
  CHECK(weighted.figures().loss == doctest::Approx(weighted_loss / 5.5));
}
