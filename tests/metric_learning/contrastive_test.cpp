#include "metric_learning/contrastive.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "random_points.hpp"

using namespace trackloom;
using namespace trackloom::metric_learning;

namespace {

// Particles of two hits each, on layers 0 and 1, and noise on layer 2.
TrainingBatch batch_of(std::uint32_t particles, std::uint32_t noise) {
  TrainingBatch batch;
  for (std::uint32_t p = 0; p < particles; ++p) {
    batch.edges.push_back({2 * p, 2 * p + 1, 1.0F + static_cast<float>(p % 2)});
    for (std::uint16_t layer = 0; layer < 2; ++layer) {
      batch.layer.push_back(layer);
      batch.particle.push_back(p);
    }
  }
  batch.layer.resize(2 * particles + noise, 2);
  batch.particle.resize(2 * particles + noise, no_particle);
  batch.phi.resize(batch.layer.size(), 0.0F);
  return batch;
}

// Every hit a query and no negative left out, by the definition.
double expected_loss(const TrainingBatch& batch, const std::vector<float>& points,
                     const LossOptions& options) {
  const auto power = [&](std::size_t a, std::size_t b) {
    return std::pow(std::sqrt(test::squared_distance(points, 4, a, b)), options.power);
  };
  double pulled = 0;
  for (const TrueEdge& edge : batch.edges) pulled += edge.weight * power(edge.a, edge.b);
  double pushed = 0;
  for (std::size_t a = 0; a < batch.size(); ++a) {
    for (std::size_t b = 0; b < batch.size(); ++b) {
      const bool one_particle =
          batch.particle[a] == batch.particle[b] && batch.particle[a] != no_particle;
      if (batch.layer[a] == batch.layer[b] || one_particle) continue;
      pushed += std::max(0.0F, std::pow(options.margin, options.power) - power(a, b));
    }
  }
  return options.true_weight * pulled / static_cast<double>(batch.edges.size()) +
         pushed / static_cast<double>(batch.size());
}

double loss_of(const TrainingBatch& batch, const std::vector<float>& points,
               const LossOptions& options, std::vector<float>& gradient) {
  ContrastiveLoss loss(options);
  Random random(1, 2);
  gradient.resize(points.size());
  return loss(batch, points, 4, random, gradient);
}

}  // namespace

TEST_CASE("the loss with all hits as queries is that of its definition, for both powers") {
  const TrainingBatch batch = batch_of(30, 20);
  const auto points = test::uniform_points(80, 4, 1);
  std::vector<float> gradient;
  for (const float power : {1.0F, 2.0F}) {
    const LossOptions options{.margin = 0.7F,
                              .power = power,
                              .true_weight = 3,
                              .points = 1000,
                              .negatives = 1000,
                              .random_pairs = 0};
    CHECK(loss_of(batch, points, options, gradient) ==
          doctest::Approx(expected_loss(batch, points, options)).epsilon(1e-5));
  }
}

TEST_CASE("the gradient of the loss is that of finite differences") {
  const TrainingBatch batch = batch_of(10, 5);
  auto points = test::uniform_points(25, 4, 2);
  std::vector<float> gradient, ignored;
  for (const float power : {1.0F, 2.0F}) {
    const LossOptions options{.margin = 0.7F,
                              .power = power,
                              .true_weight = 3,
                              .points = 10,
                              .negatives = 6,
                              .random_pairs = 2};
    loss_of(batch, points, options, gradient);
    for (std::size_t i = 0; i < points.size(); i += 3) {
      const float before = points[i];
      const float h = 1e-3F;
      points[i] = before + h;
      const double above = loss_of(batch, points, options, ignored);
      points[i] = before - h;
      const double below = loss_of(batch, points, options, ignored);
      points[i] = before;
      CAPTURE(i);
      CHECK(gradient[i] == doctest::Approx((above - below) / (2 * h)).epsilon(0.02).scale(1));
    }
  }
}

TEST_CASE("points at their places have no loss: true pairs together, others beyond the margin") {
  const TrainingBatch batch = batch_of(5, 3);
  std::vector<float> points(13 * 4, 0.0F);
  for (std::size_t i = 0; i < 13; ++i) points[i * 4] = static_cast<float>(i < 10 ? i / 2 : i) * 2;
  std::vector<float> gradient;
  CHECK(loss_of(batch, points, {}, gradient) == 0);
  CHECK(std::all_of(gradient.begin(), gradient.end(), [](float g) { return g == 0; }));
}

TEST_CASE("a batch of no hits has no loss, and equal points give a finite gradient") {
  std::vector<float> gradient;
  CHECK(loss_of({}, {}, {}, gradient) == 0);
  const std::vector<float> points(20 * 4, 0.5F);
  loss_of(batch_of(6, 8), points, {.power = 1}, gradient);
  CHECK(std::all_of(gradient.begin(), gradient.end(), [](float g) { return std::isfinite(g); }));
}
