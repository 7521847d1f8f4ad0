#include "triplets/features.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "triplets/architecture.hpp"

using namespace trackloom;
using namespace trackloom::triplets;

namespace {

// Hits on a helix from the point (0, d0) of the plane across the beam: a circle of radius 1 / k
// that begins along x, at arcs of 100, 200 and 300 mm; z = z0 + slope * arc.
struct Helix {
  double k = 1e-3, d0 = 0, slope = 0.5, z0 = 20;
  double turn = 0;  // rotation about the beam
  bool mirror_z = false, mirror_phi = false;
  double shift_z = 0;  // of the middle hit, mm
};

Hits hits_of(const Helix& h) {
  Hits hits;
  hits.resize(3);
  for (std::size_t i = 0; i < 3; ++i) {
    const double arc = 100.0 * static_cast<double>(i + 1);
    const double x = std::sin(h.k * arc) / h.k;
    double y = h.d0 + (1 - std::cos(h.k * arc)) / h.k;
    if (h.mirror_phi) y = -y;
    double z = h.z0 + h.slope * arc + (i == 1 ? h.shift_z : 0);
    if (h.mirror_z) z = -z;
    hits.id[i] = i + 1;
    hits.x[i] = static_cast<float>(std::cos(h.turn) * x - std::sin(h.turn) * y);
    hits.y[i] = static_cast<float>(std::sin(h.turn) * x + std::cos(h.turn) * y);
    hits.z[i] = static_cast<float>(z);
    hits.layer[i] = static_cast<std::uint16_t>(i);
  }
  hits.fill_cylindrical();
  return hits;
}

TripletGraph chain() {
  TripletGraph graph;
  graph.hits = 3;
  graph.inner = {0, 1};
  graph.outer = {1, 2};
  graph.score = {0.9F, 0.2F};
  graph.links.nodes = 2;
  graph.links.source = {0};
  graph.links.target = {1};
  graph.links.index();
  return graph;
}

Architecture plain() {
  Architecture architecture;
  architecture.cluster_features = false;
  return architecture;
}

std::vector<float> triplet_of(const Helix& h) {
  std::vector<float> out;
  triplet_features(hits_of(h), chain(), plain(), out);
  return out;
}

std::vector<float> doublets_of(const Helix& h) {
  std::vector<float> out;
  const Hits hits = hits_of(h);
  doublet_features({hits, nullptr, nullptr}, chain(), plain(), out);
  return out;
}

}  // namespace

TEST_CASE("three hits on a helix from the beam line: curvature as made, no kink and no residual") {
  const auto f = triplet_of({});
  REQUIRE(f.size() == triplet_width);
  CHECK(f[0] == doctest::Approx(std::log1p(1e-3 / 6e-4)).epsilon(1e-4));
  for (const int i : {1, 2, 3, 4, 5, 6}) {
    CAPTURE(i);
    CHECK(std::abs(f[static_cast<std::size_t>(i)]) < 0.02);
  }
  CHECK(f[7] < 0.01);
  CHECK(f[8] == doctest::Approx(std::log1p(2)).epsilon(1e-3));
  CHECK(f[9] == 0);
}

TEST_CASE("a displaced helix has its d0 and differs in curvature, but fits in r-z") {
  const auto f = triplet_of({.d0 = 5});
  CHECK(f[7] == doctest::Approx(std::log1p(50)).epsilon(0.01));
  CHECK(std::abs(f[1]) > 0.1);
  CHECK(std::abs(f[5]) < 0.01);
}

TEST_CASE("a hit off the helix in z shows as residual and kink, scaled by scattering") {
  const auto f = triplet_of({.shift_z = 2});
  CHECK(f[5] == doctest::Approx(std::log1p(2)).epsilon(1e-3));
  CHECK(f[3] < -0.5);
  CHECK(f[4] < f[3]);
  const double momentum = 0.6 * std::sqrt(1 + 0.25);
  const double t0 = 0.0136 / momentum * std::sqrt(0.03);
  const double sine2 = 1 / 1.25;
  CHECK(f[6] == doctest::Approx(std::log1p(2 * sine2 / (t0 * 50))).epsilon(1e-2));
}

TEST_CASE("features do not change with rotations, mirrors and charge conjugation") {
  const Helix h{.k = 2e-3, .d0 = 1, .slope = 0.8, .shift_z = 1};
  const auto triplet = triplet_of(h);
  const auto doublets = doublets_of(h);
  Helix turned = h;
  turned.turn = 2.5;
  Helix mirrored = h;
  mirrored.mirror_z = true;
  Helix conjugate = h;
  conjugate.mirror_phi = true;
  for (const Helix& other : {turned, mirrored, conjugate}) {
    const auto t = triplet_of(other);
    const auto d = doublets_of(other);
    for (std::size_t i = 0; i < t.size(); ++i) {
      CAPTURE(i);
      CHECK(t[i] == doctest::Approx(triplet[i]).epsilon(1e-2));
    }
    for (std::size_t i = 0; i < d.size(); ++i) {
      CAPTURE(i);
      CHECK(d[i] == doctest::Approx(doublets[i]).epsilon(1e-3));
    }
  }
}

TEST_CASE("a doublet's features are those of the formulas") {
  const auto f = doublets_of({});
  REQUIRE(f.size() == 2 * plain_doublet_width);
  const Hits hits = hits_of({});
  CHECK(f[0] == doctest::Approx(hits.r[0] / 1000));
  CHECK(f[9] == doctest::Approx(hits.r[2] / 1000));
  CHECK(f[3] == doctest::Approx(0.12));
  CHECK(f[5] == doctest::Approx(std::log1p(1e-3 / 6e-4)).epsilon(1e-3));
  CHECK(f[7] == doctest::Approx(std::log(9.0) / 4).epsilon(1e-4));
  CHECK(f[15] == doctest::Approx(-std::log(4.0) / 4).epsilon(1e-4));
}

TEST_CASE("events without cells have zeros for clusters") {
  Architecture architecture;
  std::vector<float> out;
  const Hits hits = hits_of({});
  doublet_features({hits, nullptr, nullptr}, chain(), architecture, out);
  REQUIRE(out.size() == 2 * (plain_doublet_width + cluster_width));
  for (std::size_t i = plain_doublet_width; i < plain_doublet_width + cluster_width; ++i) {
    CHECK(out[i] == 0);
  }
}

TEST_CASE("coincident hits give finite features, and hits of another event are refused") {
  Hits hits = hits_of({});
  for (auto* column : {&hits.x, &hits.y, &hits.z, &hits.r, &hits.phi}) {
    std::fill(column->begin(), column->end(), 0.0F);
  }
  std::vector<float> out;
  triplet_features(hits, chain(), plain(), out);
  for (const float value : out) CHECK(std::isfinite(value));
  doublet_features({hits, nullptr, nullptr}, chain(), plain(), out);
  for (const float value : out) CHECK(std::isfinite(value));
  hits.resize(4);
  CHECK_THROWS_WITH_AS(triplet_features(hits, chain(), plain(), out),
                       "the triplets were made of 3 hits but the event has 4", std::runtime_error);
}
