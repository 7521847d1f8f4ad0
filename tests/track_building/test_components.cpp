#include <doctest/doctest.h>

#include "small_graph.hpp"
#include "track_building/best_edges.hpp"
#include "track_building/connected_components.hpp"
#include "track_building/simple_chains.hpp"
#include "trackloom/error.hpp"

using namespace trackloom;
using namespace trackloom::track_building;

TEST_CASE("components join the hits of edges whose score is above, not at, the cut") {
  const SmallGraph g(8, {{0, 1, 0.9F}, {1, 2, 0.51F}, {2, 3, 0.5F}, {3, 5, 0.8F}, {5, 7, 0.7F}});
  CHECK(run(ConnectedComponents({0.5F, 3}), g) == Tracks{{0, 1, 2}, {3, 5, 7}});
}

TEST_CASE("components with fewer than min_hits hits are dropped") {
  const SmallGraph g(6, {{0, 1, 0.9F}, {2, 3, 0.9F}, {3, 4, 0.9F}});
  CHECK(run(ConnectedComponents({0.5F, 3}), g) == Tracks{{2, 3, 4}});
  CHECK(run(ConnectedComponents({0.5F, 2}), g) == Tracks{{0, 1}, {2, 3, 4}});
  CHECK(run(ConnectedComponents({0.5F, 4}), g).empty());
}

TEST_CASE(
    "hits of a component are ordered by distance from the origin, tracks by their first hit") {
  SmallGraph g(6, {{0, 1, 0.9F}, {0, 2, 0.9F}, {3, 4, 0.9F}, {4, 5, 0.9F}});
  g.hits.x[1] = 70;  // beyond hit 2
  g.hits.fill_cylindrical();
  CHECK(run(ConnectedComponents({0.5F, 3}), g) == Tracks{{0, 2, 1}, {3, 4, 5}});
}

TEST_CASE("an event without hits or edges has no tracks") {
  CHECK(run(ConnectedComponents({}), SmallGraph(0, {})).empty());
  CHECK(run(BestEdges({}), SmallGraph(0, {})).empty());
  CHECK(run(SimpleChains({}), SmallGraph(0, {})).empty());
  CHECK(run(ConnectedComponents({}), SmallGraph(5, {})).empty());
}

TEST_CASE("scores or hits that do not fit the graph are refused with both numbers") {
  SmallGraph g(3, {{0, 1, 0.9F}, {1, 2, 0.9F}});
  g.scores.value.pop_back();
  CHECK_THROWS_WITH_AS(run(ConnectedComponents({}), g),
                       "the graph has 2 edges but 1 scores: the scores were made for another graph",
                       std::runtime_error);
  g.scores.value.push_back(1);
  g.hits.resize(4);
  CHECK_THROWS_WITH_AS(
      run(BestEdges({}), g),
      "the graph has 3 nodes but the event 4 hits: the graph was made of other hits",
      std::runtime_error);
}

TEST_CASE("best edges: an edge stays only if it is the best at both its ends") {
  // 1 prefers 2 over 3, and 3 prefers to come from 0: edge (1, 3) goes, (0, 3) is not 0's best.
  const SmallGraph g(
      6, {{0, 1, 0.9F}, {0, 3, 0.8F}, {1, 2, 0.9F}, {1, 3, 0.7F}, {3, 4, 0.9F}, {4, 5, 0.9F}});
  CHECK(run(BestEdges({0.5F, 3}), g) == Tracks{{0, 1, 2}, {3, 4, 5}});
}

TEST_CASE("best edges: both masks come from the original graph, not from one another") {
  // 2's best incoming edge is (1, 2), which is not 1's best outgoing one. Taken one after the other
  // (0, 2) would become 2's best; judged together it stays removed.
  const SmallGraph g(6, {{0, 2, 0.6F}, {1, 2, 0.8F}, {1, 3, 0.9F}, {2, 4, 0.9F}, {4, 5, 0.9F}});
  CHECK(run(BestEdges({0.5F, 3}), g) == Tracks{{2, 4, 5}});
}

TEST_CASE("best edges: of equal scores the smaller edge index is the better") {
  const SmallGraph g(5, {{0, 1, 0.9F}, {1, 2, 0.7F}, {1, 3, 0.7F}, {1, 4, 0.7F}});
  CHECK(run(BestEdges({0.5F, 3}), g) == Tracks{{0, 1, 2}});
}

TEST_CASE("simple chains: unbranched components stay whole, even with scores below the hard cut") {
  const SmallGraph g(3, {{0, 1, 0.2F}, {1, 2, 0.3F}});
  CHECK(run(SimpleChains({0.1F, 0.5F, 3}), g) == Tracks{{0, 1, 2}});
}

TEST_CASE("simple chains: in a branched component the hard cut can remove the branch") {
  const SmallGraph g(4, {{0, 1, 0.9F}, {1, 2, 0.9F}, {1, 3, 0.4F}});
  CHECK(run(SimpleChains({0.1F, 0.5F, 3}), g) == Tracks{{0, 1, 2}});
}

TEST_CASE("simple chains: all edges on the branching side of a hit go") {
  // 2 has two edges out, which both go; 6 has two in, which both go.
  const SmallGraph g(10, {{0, 1, 0.9F},
                          {1, 2, 0.9F},
                          {2, 3, 0.9F},
                          {2, 4, 0.9F},
                          {3, 6, 0.9F},
                          {4, 6, 0.9F},
                          {6, 7, 0.9F},
                          {7, 8, 0.9F}});
  CHECK(run(SimpleChains({0.1F, 0.5F, 3}), g) == Tracks{{0, 1, 2}, {6, 7, 8}});
}

TEST_CASE("simple chains refuse a hard cut below the first") {
  CHECK_THROWS_AS(SimpleChains({0.5F, 0.4F, 3}), ConfigError);
}

namespace {

// DBSCAN (Ester et al., KDD 1996) as written: core points have min_samples points (themselves
// included) within eps; clusters grow from core points. -1: noise.
std::vector<int> dbscan(const SmallGraph& g, float eps, std::size_t min_samples) {
  std::vector<std::vector<std::uint32_t>> near(g.graph.nodes);
  for (std::uint32_t n = 0; n < g.graph.nodes; ++n) near[n].push_back(n);
  for (std::size_t e = 0; e < g.graph.edges(); ++e) {
    if (!(1 - g.scores.value[e] < eps)) continue;
    near[g.graph.source[e]].push_back(g.graph.target[e]);
    near[g.graph.target[e]].push_back(g.graph.source[e]);
  }
  std::vector<int> label(g.graph.nodes, -1);
  int clusters = 0;
  for (std::uint32_t n = 0; n < g.graph.nodes; ++n) {
    if (label[n] >= 0 || near[n].size() < min_samples) continue;
    std::vector<std::uint32_t> queue{n};
    label[n] = clusters;
    while (!queue.empty()) {
      const std::uint32_t core = queue.back();
      queue.pop_back();
      if (near[core].size() < min_samples) continue;  // a border point
      for (const std::uint32_t other : near[core]) {
        if (label[other] >= 0) continue;
        label[other] = clusters;
        queue.push_back(other);
      }
    }
    ++clusters;
  }
  return label;
}

}  // namespace

TEST_CASE("components are the clusters of DBSCAN with 1 - score as distance and min_samples 2") {
  // Scores are multiples of 1/8, so that distances are exact; some are at the cut.
  for (unsigned seed = 0; seed < 200; ++seed) {
    const SmallGraph g = random_graph(seed, 80, 0.2 + 0.01 * seed);
    const std::vector<int> label = dbscan(g, 0.5F, 2);
    Tracks clusters;
    for (std::uint32_t n = 0; n < g.graph.nodes; ++n) {
      if (label[n] < 0) continue;
      clusters.resize(std::max(clusters.size(), static_cast<std::size_t>(label[n]) + 1));
      clusters[static_cast<std::size_t>(label[n])].push_back(n);
    }
    CAPTURE(seed);
    REQUIRE(run(ConnectedComponents({0.5F, 2}), g) == clusters);
  }
}
