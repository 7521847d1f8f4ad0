// The small numerical parts against figures worked out by hand.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "gnn/features.hpp"
#include "neural/adamw.hpp"

using namespace trackloom::gnn;

TEST_CASE("the schedule rises linearly, falls by half a cosine and ends near zero") {
  CHECK(schedule(0.05, 0.1) == doctest::Approx(0.5));
  CHECK(schedule(0.1, 0.1) == doctest::Approx(1.0));
  CHECK(schedule(0.55, 0.1) == doctest::Approx(0.5005));
  CHECK(schedule(1.0, 0.1) == doctest::Approx(0.001));
  CHECK(schedule(0.0, 0.0) == doctest::Approx(1.0));
}

TEST_CASE("the gradient is shortened only where it is too long") {
  std::vector<float> gradient = {3, 4};
  CHECK(clip_norm(gradient, 10) == doctest::Approx(5));
  CHECK(gradient[0] == 3);
  CHECK(clip_norm(gradient, 1) == doctest::Approx(5));
  CHECK(gradient[1] == doctest::Approx(0.8));
}

TEST_CASE("AdamW's first step is the learning rate against the gradient's sign; weights decay") {
  const std::vector<ParameterSpec> specs = {{"w", {1, 1}, 0}, {"b", {1}, 1}};
  AdamW optimizer(specs, 0.1);
  std::vector<float> parameters = {2, 2};
  optimizer.step(parameters, std::vector<float>{5, -0.01F}, 0.01);
  CHECK(parameters[0] == doctest::Approx(2 - 0.01 * 0.1 * 2 - 0.01));
  CHECK(parameters[1] == doctest::Approx(2 + 0.01).epsilon(1e-5));
  // Second step with the opposite gradient: mean = 0.9 * 0.1 g - 0.1 g = -0.01 g,
  // corrected by 1 - 0.81 = 0.19; square corrected is g^2.
  optimizer.step(parameters, std::vector<float>{-5, 0.01F}, 0.01);
  CHECK(parameters[1] == doctest::Approx(2.01 - 0.01 * 0.01 / 0.19).epsilon(1e-5));
}

TEST_CASE("Hough features are those of the line and the circle that a particle flies on") {
  // A circle of curvature 0.004/mm through the beam axis, there in the direction 3.0; z = 50 + 2 r.
  constexpr double curvature = 0.004, phi0 = 3.0, pi = std::numbers::pi;
  Architecture architecture;
  architecture.edge_features = 10;
  std::vector<float> nodes;
  for (const double r : {40.0, 120.0}) {
    const double phi = phi0 + std::asin(0.5 * curvature * r);  // beyond pi for the outer hit
    for (const double v : {r / 1000, std::remainder(phi, 2 * pi) / pi, (50 + 2 * r) / 1000}) {
      nodes.push_back(static_cast<float>(v));
    }
  }
  const std::vector<std::int32_t> source = {0}, target = {1};
  std::vector<float> features(10), six(6);
  pair_features(nodes, architecture, source, target, 10, features);
  edge_features(nodes, 3, source, target, 6, six);
  CHECK(std::equal(six.begin(), six.end(), features.begin()));
  CHECK(features[6] == doctest::Approx(std::atan2(1, 2) / pi).epsilon(1e-5));
  CHECK(features[7] == doctest::Approx(0.05).epsilon(1e-4));
  CHECK(features[8] == doctest::Approx(phi0 / pi).epsilon(1e-4));
  CHECK(features[9] == doctest::Approx(4).epsilon(1e-3));

  nodes[1] = -nodes[1];  // the charge conjugate
  nodes[4] = -nodes[4];
  std::vector<float> mirrored(10);
  pair_features(nodes, architecture, source, target, 10, mirrored);
  CHECK(mirrored[7] == features[7]);
  CHECK(mirrored[8] == doctest::Approx(-features[8]).epsilon(1e-5));
  CHECK(mirrored[9] == doctest::Approx(-features[9]).epsilon(1e-5));
}

TEST_CASE("edges of one track vote for the same cell of the Hough accumulator, others do not") {
  constexpr double curvature = 0.00113, phi0 = 1.003, pi = std::numbers::pi;
  Architecture architecture;
  architecture.edge_features = 11;
  std::vector<float> nodes;
  for (const double r : {100.0, 200.0, 400.0}) {
    const double phi = phi0 + std::asin(0.5 * curvature * r);
    for (const double v : {r / 1000, phi / pi, (5 + 1.03 * r) / 1000}) {
      nodes.push_back(static_cast<float>(v));
    }
  }
  nodes.insert(nodes.end(), {0.3F, -0.4F, 0.1F});
  const std::vector<std::int32_t> source = {0, 0, 1, 0}, target = {1, 3, 2, 2};
  std::vector<float> features(4 * 11);
  pair_features(nodes, architecture, source, target, 11, features);
  const float three = std::log(3.0F) / 4;
  CHECK(features[10] == doctest::Approx(three));
  CHECK(features[21] == 0);
  CHECK(features[32] == doctest::Approx(three));
  CHECK(features[43] == doctest::Approx(three));
}

TEST_CASE("Hough features of hits at one place or one radius are finite and bounded") {
  Architecture architecture;
  architecture.edge_features = 10;
  const std::vector<float> nodes = {0.1F, 0.5F, 0.1F, 0.1F, 0.5F, 0.1F, 0.1F, 0.5001F, 3.0F};
  const std::vector<std::int32_t> source = {0, 0}, target = {1, 2};
  std::vector<float> features(20);
  pair_features(nodes, architecture, source, target, 10, features);
  for (const std::size_t edge : {0, 1}) {
    CHECK(features[edge * 10 + 7] == 0);  // z0 without dr
    for (int k = 6; k < 10; ++k) CHECK(std::abs(features[edge * 10 + k]) <= 10);
  }
}

TEST_CASE("edge features are destination minus source, phi wrapped, the slope clamped") {
  // r, phi, z in units of 1 m, half-turns and 1 m.
  const std::vector<float> nodes = {0.1F, 0.95F, 0.1F, 0.2F, -0.95F, 0.3F, 0.1F, 0.5F, 0.4F};
  const std::vector<std::int32_t> source = {0, 0}, target = {1, 2};
  std::vector<float> features;
  features.resize(6 * source.size());
  edge_features(nodes, 3, source, target, 6, features);
  REQUIRE(features.size() == 12);
  CHECK(features[0] == doctest::Approx(0.1));
  CHECK(features[1] == doctest::Approx(0.1).epsilon(1e-5));
  CHECK(features[2] == doctest::Approx(0.2));
  CHECK(features[3] == doctest::Approx(std::asinh(1.5) - std::asinh(1.0)));
  CHECK(features[4] == doctest::Approx(1.0).epsilon(1e-5));
  CHECK(features[5] == doctest::Approx(0.15).epsilon(1e-5));
  // dr = 0: no slope.
  CHECK(features[6] == 0);
  CHECK(features[10] == 0);
  CHECK(features[11] == 0);
}

TEST_CASE("node features with cells need cells") {
  trackloom::Hits hits;
  hits.resize(1);
  hits.x = {30};
  hits.y = {40};
  hits.z = {-500};
  hits.fill_cylindrical();
  trackloom::Cells cells;
  cells.present = true;
  cells.first = {0, 2};
  cells.ch0 = cells.ch1 = {1, 2};
  cells.value = {0.25F, 0.5F};
  Architecture architecture;
  architecture.node_features = 5;
  std::vector<float> features;
  node_features({hits, &cells}, architecture, features);
  const std::vector<float> expected = {0.05F, hits.phi[0] / 3.14159265F, -0.5F, 0.2F, 0.75F};
  for (int i = 0; i < 5; ++i) CHECK(features[i] == doctest::Approx(expected[i]));
  CHECK_THROWS_WITH_AS(node_features({hits}, architecture, features),
                       doctest::Contains("has no cells"), std::runtime_error);
}
