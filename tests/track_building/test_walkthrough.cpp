#include <doctest/doctest.h>

#include "small_graph.hpp"
#include "track_building/walkthrough.hpp"
#include "trackloom/error.hpp"

using namespace trackloom;
using namespace trackloom::track_building;

TEST_CASE("walkthrough: unbranched components are tracks, whatever their scores above drop") {
  const SmallGraph g(7, {{0, 1, 0.02F}, {1, 2, 0.02F}, {3, 4, 0.9F}, {4, 5, 0.01F}, {5, 6, 0.9F}});
  // (4, 5) is at the drop score, which leaves two components of two hits.
  CHECK(run(Walkthrough({}), g) == Tracks{{0, 1, 2}});
}

TEST_CASE("walkthrough: the best neighbour is followed above min, further ones above add") {
  // From 1: 2 is the best (0.9, then nothing); 3 is longer, but 0.5 is not above add.
  const SmallGraph g(6, {{0, 1, 0.9F}, {1, 2, 0.9F}, {1, 3, 0.5F}, {3, 4, 0.9F}, {4, 5, 0.9F}});
  CHECK(run(Walkthrough({}), g) == Tracks{{0, 1, 2}, {3, 4, 5}});
  // With 0.7 it is, and the longer walk wins.
  const SmallGraph h(6, {{0, 1, 0.9F}, {1, 2, 0.9F}, {1, 3, 0.7F}, {3, 4, 0.9F}, {4, 5, 0.9F}});
  CHECK(run(Walkthrough({}), h) == Tracks{{0, 1, 3, 4, 5}});
}

TEST_CASE("walkthrough: a best neighbour at or below min ends the walk") {
  const SmallGraph g(6, {{0, 1, 0.9F}, {1, 2, 0.9F}, {2, 3, 0.1F}, {2, 4, 0.05F}, {3, 5, 0.9F}});
  CHECK(run(Walkthrough({}), g) == Tracks{{0, 1, 2}});
}

TEST_CASE("walkthrough: of walks of equal length the better neighbour wins, then the edge index") {
  const SmallGraph g(4, {{0, 1, 0.9F}, {1, 2, 0.7F}, {1, 3, 0.8F}});
  CHECK(run(Walkthrough({}), g) == Tracks{{0, 1, 3}});
  const SmallGraph h(4, {{0, 1, 0.9F}, {1, 2, 0.8F}, {1, 3, 0.8F}});
  CHECK(run(Walkthrough({}), h) == Tracks{{0, 1, 2}});
}

TEST_CASE("walkthrough: hits that a track has used are not neighbours any more") {
  // 0 takes 2; for 1 the best unused neighbour is then 3.
  const SmallGraph g(9, {{0, 2, 0.9F},
                         {1, 2, 0.9F},
                         {1, 3, 0.3F},
                         {2, 4, 0.9F},
                         {3, 5, 0.9F},
                         {4, 6, 0.9F},
                         {5, 7, 0.9F}});
  CHECK(run(Walkthrough({}), g) == Tracks{{0, 2, 4, 6}, {1, 3, 5, 7}});
}

TEST_CASE("walkthrough: many equal branches do not explode") {
  // 40 layers of 3 hits, all joined: 3^40 walks.
  std::vector<Edge> edges;
  for (std::uint32_t layer = 0; layer + 1 < 40; ++layer) {
    for (std::uint32_t a = 0; a < 3; ++a) {
      for (std::uint32_t b = 0; b < 3; ++b) {
        edges.emplace_back(3 * layer + a, 3 * layer + 3 + b, a == b ? 0.9F : 0.8F);
      }
    }
  }
  const Tracks tracks = run(Walkthrough({}), SmallGraph(120, edges));
  REQUIRE(tracks.size() == 3);
  for (const auto& track : tracks) CHECK(track.size() == 40);
}

TEST_CASE("walkthrough: a graph with a cycle is refused, not walked for ever") {
  SmallGraph g(4, {{0, 1, 0.9F}, {1, 2, 0.9F}, {2, 1, 0.9F}, {1, 3, 0.9F}});
  CHECK_THROWS_WITH_AS(run(Walkthrough({}), g),
                       "the graph has a cycle: edges must point away from the origin",
                       std::runtime_error);
}

TEST_CASE("walkthrough refuses an add below min") {
  CHECK_THROWS_AS(Walkthrough({0.01F, 0.5F, 0.4F, 3}), ConfigError);
}
