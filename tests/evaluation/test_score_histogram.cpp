#include "evaluation/score_histogram.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

using namespace trackloom::evaluation;

TEST_CASE("AUC of a hand-computed case, ties half") {
  ScoreHistogram h;
  h.add(0.9F, EdgeKind::target);
  h.add(0.5F, EdgeKind::target);
  h.add(0.5F, EdgeKind::fake);
  h.add(0.1F, EdgeKind::fake);
  h.add(0.2F, EdgeKind::other_true);  // masked
  // Pairs: (0.9, 0.5) 1, (0.9, 0.1) 1, (0.5, 0.5) 1/2, (0.5, 0.1) 1.
  CHECK(h.area() == doctest::Approx(3.5 / 4));
}

TEST_CASE("AUC agrees with the count of all pairs, for scores crowded at 0 and 1") {
  std::mt19937 random(3);
  std::normal_distribution<float> gauss(0, 3);
  std::vector<float> targets, fakes;
  ScoreHistogram h;
  for (int i = 0; i < 2000; ++i) {
    const float t = 1 / (1 + std::exp(-(8 + gauss(random))));
    const float f = 1 / (1 + std::exp(8 + gauss(random)));
    targets.push_back(t);
    fakes.push_back(f);
    h.add(t, EdgeKind::target);
    h.add(f, EdgeKind::fake);
  }
  double pairs = 0;
  for (const float t : targets) {
    for (const float f : fakes) pairs += t > f ? 1 : t == f ? 0.5 : 0;
  }
  CHECK(h.area() == doctest::Approx(pairs / 4e6).epsilon(1e-6));
}

TEST_CASE("the point at an efficiency keeps as few edges as reach it") {
  ScoreHistogram h;
  for (int i = 0; i < 100; ++i) h.add(0.9F, EdgeKind::target);
  for (int i = 0; i < 100; ++i) h.add(0.6F, EdgeKind::target);
  for (int i = 0; i < 50; ++i) h.add(0.6F, EdgeKind::fake);
  for (int i = 0; i < 40; ++i) h.add(0.7F, EdgeKind::other_true);
  for (int i = 0; i < 70; ++i) h.add(0.2F, EdgeKind::fake);
  const auto half = h.at_efficiency(0.5);
  CHECK(half.efficiency == 0.5);
  CHECK(half.purity == 1);
  CHECK(half.score == doctest::Approx(0.9).epsilon(0.001));
  const auto most = h.at_efficiency(0.98);
  CHECK(most.efficiency == 1);
  CHECK(most.purity == doctest::Approx(240.0 / 290));
  CHECK(most.masked_purity == doctest::Approx(200.0 / 250));
  CHECK(most.score == doctest::Approx(0.6).epsilon(0.001));
  CHECK(most.score <= 0.6F);
}

TEST_CASE("scores at and beyond the ends have a place; without edges there are no numbers") {
  ScoreHistogram h;
  CHECK(std::isnan(h.area()));
  CHECK(std::isnan(h.at_efficiency(0.98).purity));
  h.add(1, EdgeKind::target);
  h.add(0, EdgeKind::fake);
  h.add(NAN, EdgeKind::fake);
  h.add(2, EdgeKind::target);
  CHECK(h.area() == 1);
  CHECK(h.count(EdgeKind::fake) == 2);
}
