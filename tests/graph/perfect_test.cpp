#include "graph/perfect.hpp"

#include <doctest/doctest.h>

#include <set>

#include "gnn/tiny_event.hpp"

using namespace trackloom;

namespace {

struct Result {
  HitGraph graph;
  EdgeScores scores;
};

Result perfect(const graph::Perfect::Config& config, const gnn::test::TinyEvent& event,
               const HitGraph& graph) {
  Result result;
  graph::Perfect stage(config);
  stage(event.hits, event.truth, event.particles, graph, result.graph, result.scores);
  return result;
}

std::size_t count(const HitGraph& graph, const gnn::test::TinyEvent& event, int steps) {
  std::size_t found = 0;
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    const auto a = graph.source[e];
    const auto b = graph.target[e];
    CHECK(event.truth.particle[a] != no_particle);
    CHECK(event.truth.particle[a] == event.truth.particle[b]);
    found += event.hits.layer[b] - event.hits.layer[a] == steps;
  }
  return found;
}

}  // namespace

TEST_CASE("a perfect classifier keeps the true edges of the graph and no others, with score 1") {
  const auto event = gnn::test::tiny_event(1);
  const Result result = perfect({}, event, event.graph);
  CHECK(result.graph.edges() == 200);  // 40 particles of 6 hits
  CHECK(count(result.graph, event, 1) == 200);
  CHECK(result.scores.value == std::vector<float>(200, 1.0F));
  CHECK(result.graph.first.back() == 200);
}

TEST_CASE("pairs that skip a layer are added on request, inside the windows") {
  const auto event = gnn::test::tiny_event(1);
  HitGraph none;
  none.nodes = event.graph.nodes;
  none.index();
  CHECK(perfect({}, event, none).graph.edges() == 0);
  const Result result = perfect({.skip_layers = 1}, event, none);
  CHECK(count(result.graph, event, 2) == 160);
  CHECK(result.graph.edges() == 160);
  CHECK(perfect({.skip_layers = 2}, event, none).graph.edges() == 160 + 120);
  CHECK(perfect({.skip_layers = 1, .max_slope = 0}, event, none).graph.edges() == 0);
  CHECK(perfect({.skip_layers = 1, .max_z0 = 0}, event, none).graph.edges() < 10);
}

TEST_CASE("pairs on one layer are added on request, near ones, from smaller to larger r") {
  auto event = gnn::test::tiny_event(1, 40, 0);
  // The last layer's hits become second hits of the layer before, 5 mm further out.
  for (std::uint32_t h = 200; h < 240; ++h) {
    const float scale = (event.hits.r[h - 40] + 5) / event.hits.r[h];
    event.hits.layer[h] = event.hits.layer[h - 40];
    event.hits.x[h] *= scale;
    event.hits.y[h] *= scale;
    event.hits.z[h] *= scale;
  }
  event.hits.fill_cylindrical();
  HitGraph none;
  none.nodes = event.graph.nodes;
  none.index();
  const Result result = perfect({.same_layer = true}, event, none);
  CHECK(result.graph.edges() == 40);
  for (std::size_t e = 0; e < result.graph.edges(); ++e) {
    CHECK(result.graph.target[e] == result.graph.source[e] + 40);
  }
  CHECK(perfect({.same_layer = true, .max_distance = 1}, event, none).graph.edges() == 0);
}

TEST_CASE("a perfect classifier needs truth") {
  auto event = gnn::test::tiny_event(1);
  event.truth.present = false;
  CHECK_THROWS_AS(perfect({}, event, event.graph), std::runtime_error);
}
