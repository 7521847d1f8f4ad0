#include <doctest/doctest.h>

#include "small_graph.hpp"
#include "track_building/best_paths.hpp"

using namespace trackloom;
using namespace trackloom::track_building;

namespace {

BestPaths::Config config(float drop = 0.1F, float score_zero = 0.1F, int min_hits = 3) {
  BestPaths::Config c;
  c.drop = drop;
  c.score_zero = score_zero;
  c.min_hits = min_hits;
  c.attach = false;
  return c;
}

}  // namespace

TEST_CASE("best paths: the path with the larger sum of log odds is taken first") {
  // Through 2: odds 9 and 9; through 3: odds 4 and 99, which is more.
  const SmallGraph g(6, {{0, 1, 0.9F}, {1, 2, 0.9F}, {1, 3, 0.8F}, {2, 4, 0.9F}, {3, 4, 0.99F}});
  CHECK(run(BestPaths(config()), g) == Tracks{{0, 1, 3, 4}});
}

TEST_CASE("best paths: the better of two crossing paths gets the shared hit, the other its rest") {
  const SmallGraph g(9, {{0, 2, 0.9F},
                         {1, 2, 0.8F},
                         {1, 3, 0.4F},
                         {2, 4, 0.9F},
                         {3, 5, 0.9F},
                         {4, 6, 0.9F},
                         {5, 7, 0.9F}});
  CHECK(run(BestPaths(config()), g) == Tracks{{0, 2, 4, 6}, {1, 3, 5, 7}});
}

TEST_CASE("best paths: an edge below score_zero is crossed where the rest makes up for it") {
  const std::vector<Edge> chain{
      {0, 1, 0.9F}, {1, 2, 0.9F}, {2, 3, 0.3F}, {3, 4, 0.9F}, {4, 5, 0.9F}};
  CHECK(run(BestPaths(config(0.1F, 0.5F)), SmallGraph(6, chain)) == Tracks{{0, 1, 2, 3, 4, 5}});
  // A tail that is worth less than the bad edge costs is left: log odds 0.85 against 1.39.
  const std::vector<Edge> tail{{0, 1, 0.9F}, {1, 2, 0.9F}, {2, 3, 0.2F}, {3, 4, 0.7F}};
  CHECK(run(BestPaths(config(0.1F, 0.5F)), SmallGraph(5, tail)) == Tracks{{0, 1, 2}});
}

TEST_CASE("best paths: a path too short leaves its hits to others") {
  const SmallGraph g(5, {{0, 3, 0.99F}, {1, 2, 0.6F}, {2, 3, 0.6F}});
  CHECK(run(BestPaths(config(0.1F, 0.1F, 3)), g) == Tracks{{1, 2, 3}});
  CHECK(run(BestPaths(config(0.1F, 0.1F, 2)), g) == Tracks{{0, 3}, {1, 2}});
}

TEST_CASE("best paths: equal sums go to the smaller first hit and the smaller edge index") {
  const SmallGraph g(6, {{0, 2, 0.9F}, {1, 2, 0.9F}, {2, 3, 0.9F}, {2, 4, 0.9F}});
  CHECK(run(BestPaths(config()), g) == Tracks{{0, 2, 3}});
}

TEST_CASE("best paths: one certain edge counts no more than the largest odds") {
  // 0.99999 is taken as 0.999: two edges of 0.98 (odds 49 each) are worth more.
  const SmallGraph g(6, {{0, 1, 0.9F}, {1, 2, 0.99999F}, {1, 3, 0.98F}, {3, 4, 0.98F}});
  CHECK(run(BestPaths(config()), g) == Tracks{{0, 1, 3, 4}});
}
