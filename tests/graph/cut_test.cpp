#include "graph/cut.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace trackloom;

namespace {

HitGraph graph_of(std::vector<std::uint32_t> source, std::vector<std::uint32_t> target) {
  HitGraph graph;
  graph.nodes = 4;
  graph.source = std::move(source);
  graph.target = std::move(target);
  graph.index();
  return graph;
}

struct Result {
  HitGraph graph;
  EdgeScores scores;
};

Result cut(const graph::Cut::Config& config, const HitGraph& graph, std::vector<float> scores) {
  Result result;
  graph::Cut stage(config);
  stage(graph, {std::move(scores)}, result.graph, result.scores);
  return result;
}

}  // namespace

TEST_CASE("a cut keeps edges at or above the score, in their order, with an index that fits") {
  const HitGraph graph = graph_of({0, 0, 1, 2}, {1, 2, 2, 3});
  const Result result = cut({.min_score = 0.5F}, graph, {0.5F, 0.4F, 0.9F, 0.6F});
  CHECK(result.graph.source == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(result.graph.target == std::vector<std::uint32_t>{1, 2, 3});
  CHECK(result.graph.first == std::vector<std::uint32_t>{0, 1, 2, 3, 3});
  CHECK(result.scores.value == std::vector<float>{0.5F, 0.9F, 0.6F});
}

TEST_CASE("of too many edges a cut keeps the best, the first of equal ones") {
  const HitGraph graph = graph_of({0, 0, 1, 2}, {1, 2, 2, 3});
  const Result result = cut({.min_score = 0, .max_edges = 2}, graph, {0.5F, 0.5F, 0.9F, 0.5F});
  CHECK(result.graph.source == std::vector<std::uint32_t>{0, 1});
  CHECK(result.graph.target == std::vector<std::uint32_t>{1, 2});
  CHECK(result.scores.value == std::vector<float>{0.5F, 0.9F});
}

TEST_CASE("an empty graph stays one, and scores of another graph are refused") {
  CHECK(cut({}, HitGraph{}, {}).graph.edges() == 0);
  CHECK_THROWS_AS(cut({}, graph_of({0}, {1}), {0.1F, 0.2F}), std::runtime_error);
}
