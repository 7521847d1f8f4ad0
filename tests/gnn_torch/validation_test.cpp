#include "gnn_torch/validation.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace trackloom::gnn;

TEST_CASE("validation figures of a hand-made sample") {
  Validation validation(0.5F);
  const std::vector<float> logits = {2, 1, 0, -1, 1, 9};
  using enum EdgeLabel;
  const std::vector<EdgeLabel> labels = {target, target, fake, fake, fake, masked};
  validation.add(logits, labels);
  const ValidationFigures figures = validation.figures();
  // Pairs: 2 beats all three; 1 beats two and ties with one.
  CHECK(figures.auc == doctest::Approx((3 + 2.5) / 6));
  // Keeping both targets keeps the fake of equal logit.
  CHECK(figures.purity_at_98 == doctest::Approx(2.0 / 3));
  const auto softplus = [](double x) { return std::log1p(std::exp(x)); };
  const double loss =
      softplus(-2) + softplus(-1) + 0.5 * (softplus(0) + softplus(-1) + softplus(1));
  CHECK(figures.loss == doctest::Approx(loss / 3.5));
}
