#include "triplets/build.hpp"

#include <doctest/doctest.h>

#include <random>

#include "track_building/small_graph.hpp"

using namespace trackloom;
using namespace trackloom::triplets;
using trackloom::track_building::random_graph;
using trackloom::track_building::SmallGraph;

namespace {

TripletGraph built(const SmallGraph& g, const Build::Config& config) {
  TripletGraph triplets;
  Build{config}(g.graph, g.scores, triplets);
  return triplets;
}

}  // namespace

TEST_CASE("edges above the cut become doublets, pairs that share the middle hit triplets") {
  const SmallGraph g(5, {{0, 1, 0.9F}, {0, 2, 0.5F}, {1, 2, 0.6F}, {2, 3, 0.8F}, {2, 4, 0.7F}});
  const TripletGraph t = built(g, {.score_cut = 0.5F});
  CHECK(t.hits == 5);
  CHECK(t.inner == std::vector<std::uint32_t>{0, 1, 2, 2});
  CHECK(t.outer == std::vector<std::uint32_t>{1, 2, 3, 4});
  CHECK(t.score == std::vector<float>{0.9F, 0.6F, 0.8F, 0.7F});
  CHECK(t.links.nodes == 4);
  CHECK(t.links.source == std::vector<std::uint32_t>{0, 1, 1});
  CHECK(t.links.target == std::vector<std::uint32_t>{1, 2, 3});
  CHECK(t.links.first == std::vector<std::uint32_t>{0, 1, 3, 3, 3});
  CHECK(t.triplet(2) == std::array<std::uint32_t, 3>{1, 2, 4});
}

TEST_CASE("triplets of random graphs are all pairs of doublets that meet, in order") {
  for (unsigned seed = 0; seed < 50; ++seed) {
    const SmallGraph g = random_graph(seed, 60, 0.05 * seed);
    const TripletGraph t = built(g, {.score_cut = 0.25F});
    std::vector<std::array<std::uint32_t, 3>> plain;
    for (std::size_t e = 0; e < g.graph.edges(); ++e) {
      for (std::size_t f = 0; f < g.graph.edges(); ++f) {
        if (g.scores.value[e] > 0.25F && g.scores.value[f] > 0.25F &&
            g.graph.target[e] == g.graph.source[f]) {
          plain.push_back({g.graph.source[e], g.graph.target[e], g.graph.target[f]});
        }
      }
    }
    REQUIRE(t.triplets() == plain.size());
    for (std::size_t i = 0; i < plain.size(); ++i) REQUIRE(t.triplet(i) == plain[i]);
  }
}

TEST_CASE("events with more doublets or triplets than the limits fail and say which") {
  const SmallGraph g(4, {{0, 1, 0.9F}, {1, 2, 0.6F}, {1, 3, 0.8F}});
  CHECK_THROWS_WITH_AS(
      built(g, {.max_doublets = 2}),
      "the event has 3 doublets above score_cut, more than max_doublets = 2: raise score_cut, or "
      "the limit if there is memory for them",
      std::runtime_error);
  CHECK_THROWS_WITH_AS(built(g, {.max_triplets = 1}),
                       "the event has 2 triplets, more than max_triplets = 1: raise score_cut, or "
                       "the limit if there is memory for them",
                       std::runtime_error);
  CHECK(built(g, {.max_doublets = 3, .max_triplets = 2}).triplets() == 2);
}

TEST_CASE("events without hits, edges or pairs have no triplets, and foreign scores are refused") {
  CHECK(built(SmallGraph(0, {}), {}).triplets() == 0);
  CHECK(built(SmallGraph(5, {}), {}).triplets() == 0);
  SmallGraph g(4, {{0, 1, 0.9F}, {2, 3, 0.6F}});
  CHECK(built(g, {}).doublets() == 2);
  CHECK(built(g, {}).triplets() == 0);
  g.scores.value.pop_back();
  CHECK_THROWS_AS(built(g, {}), std::runtime_error);
}
