#include "metric_learning/radius_graph.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <set>
#include <tuple>

#include "gnn/test_files.hpp"
#include "random_points.hpp"

using namespace trackloom;
using namespace trackloom::metric_learning;
using trackloom::gnn::test::contains;
using trackloom::gnn::test::message_of;

namespace {

struct Sample {
  Hits hits;
  Points points;
};

Sample sample(std::size_t count, std::size_t dimensions = 5) {
  Sample s;
  std::mt19937 random(7);
  s.hits.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    // Distances from the origin repeat, so that ties occur.
    s.hits.x[i] = static_cast<float>(random() % 10);
    s.hits.y[i] = 0;
    s.hits.z[i] = static_cast<float>(random() % 10);
    s.hits.layer[i] = static_cast<std::uint16_t>(random() % 4);
  }
  s.hits.fill_cylindrical();
  s.points.dimensions = dimensions;
  s.points.value = test::lattice_points(count, dimensions, 8);
  return s;
}

using Edge = std::tuple<std::uint32_t, std::uint32_t, float>;

std::vector<Edge> edges_of(const Sample& s, const RadiusGraph::Config& config) {
  HitGraph graph;
  EdgeScores scores;
  RadiusGraph stage(config);
  stage(s.hits, s.points, graph, scores);
  REQUIRE(graph.nodes == s.hits.size());
  REQUIRE(scores.value.size() == graph.edges());
  REQUIRE(graph.first.size() == (graph.nodes == 0 ? 0 : graph.nodes + 1));
  std::vector<Edge> edges;
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    edges.emplace_back(graph.source[e], graph.target[e], scores.value[e]);
  }
  return edges;
}

// The rules of radius_graph.hpp, word by word.
std::vector<Edge> expected(const Sample& s, const RadiusGraph::Config& config) {
  std::vector<Edge> edges;
  const auto distance = [&](std::uint32_t i) {
    return s.hits.x[i] * s.hits.x[i] + s.hits.z[i] * s.hits.z[i];
  };
  for (std::uint32_t a = 0; a < s.hits.size(); ++a) {
    std::vector<Neighbour> outward;
    for (std::uint32_t b = 0; b < s.hits.size(); ++b) {
      const float d2 = test::squared_distance(s.points.value, s.points.dimensions, a, b);
      const bool out = std::make_pair(distance(a), a) < std::make_pair(distance(b), b);
      const bool layers = config.same_layer || s.hits.layer[a] != s.hits.layer[b];
      if (out && layers && d2 <= config.radius * config.radius) outward.push_back({d2, b});
    }
    std::sort(outward.begin(), outward.end());
    if (std::ssize(outward) > config.max_neighbours) {
      outward.resize(static_cast<std::size_t>(config.max_neighbours));
    }
    for (const Neighbour& n : outward) {
      edges.emplace_back(a, n.row, 1 - std::sqrt(n.distance2) / config.radius);
    }
  }
  std::sort(edges.begin(), edges.end());
  return edges;
}

}  // namespace

TEST_CASE("a radius graph has the edges that its rules name, sorted and scored by distance") {
  const Sample s = sample(400);
  for (const int cap : {1, 3, 1000}) {
    for (const bool same_layer : {false, true}) {
      CAPTURE(cap);
      CAPTURE(same_layer);
      const RadiusGraph::Config config{
          .radius = 0.5F, .max_neighbours = cap, .same_layer = same_layer};
      const auto edges = edges_of(s, config);
      CHECK(edges.size() > 200);
      CHECK(edges == expected(s, config));
    }
  }
}

TEST_CASE("the edges of a radius graph do not depend on the order of the hits") {
  const Sample s = sample(300);
  // Without ties: they are broken by row.
  Sample distinct = s;
  for (std::size_t i = 0; i < 300; ++i)
    distinct.hits.x[i] = static_cast<float>(i % 30 * 10 + i / 30);
  distinct.hits.fill_cylindrical();
  distinct.points.value = test::uniform_points(300, 5, 9);
  std::vector<std::uint32_t> order(300);
  std::iota(order.begin(), order.end(), 0U);
  std::shuffle(order.begin(), order.end(), std::mt19937(10));
  Sample shuffled = distinct;
  for (std::size_t i = 0; i < 300; ++i) {
    shuffled.hits.r[i] = distinct.hits.r[order[i]];
    shuffled.hits.z[i] = distinct.hits.z[order[i]];
    shuffled.hits.layer[i] = distinct.hits.layer[order[i]];
    std::copy_n(distinct.points.value.begin() + order[i] * 5, 5,
                shuffled.points.value.begin() + static_cast<std::ptrdiff_t>(i) * 5);
  }
  const RadiusGraph::Config config{.radius = 0.6F, .max_neighbours = 5};
  const auto plain = edges_of(distinct, config);
  std::set<Edge> renamed;
  for (const auto& [a, b, score] : edges_of(shuffled, config)) {
    renamed.emplace(order[a], order[b], score);
  }
  CHECK(plain.size() > 100);
  CHECK(std::set<Edge>(plain.begin(), plain.end()) == renamed);
}

TEST_CASE("events without hits or with one hit have graphs without edges") {
  CHECK(edges_of(sample(0), {}).empty());
  CHECK(edges_of(sample(1), {}).empty());
}

TEST_CASE("a radius graph refuses points of other hits") {
  Sample s = sample(10);
  s.points.value.resize(9 * 5);
  CHECK(contains(message_of([&] { edges_of(s, {}); }), "points of 9 hits, the event has 10"));
}
