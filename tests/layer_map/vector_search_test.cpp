// The AVX2 searches against the plain ones. On processors without AVX2 there is nothing to compare.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "layer_map/build_graph.hpp"
#include "layer_map/learner.hpp"
#include "layer_map/vector_search.hpp"
#include "module_map/toy_detector.hpp"
#include "temporary_folder.hpp"

using trackloom_test::TemporaryFolder;

using namespace trackloom::layer_map;

namespace {

LayerMap learned(const LearnOptions& options) {
  Learner learner(options);
  for (unsigned i = 0; i < 6; ++i) {
    const toy::Event e = toy::event(i, 200, 100);
    learner.add(e.hits, e.truth, e.particles, {toy::detector()}, nullptr);
  }
  return learner.learn();
}

// Admits nearly every pair of hits.
LayerMap wide() {
  LayerMap map = learned({.max_slope = 0.1, .candidates_per_hit = 3});
  for (Window& window : map.windows) window = {0.1F, -3000, 3000};
  map.doublet_cut = -100;
  return map;
}

// Everything that is known of a doublet: where it is, its quantities, its best triplets.
using Row = std::tuple<std::uint32_t, std::uint32_t, float, float, int, int, int, int>;

std::vector<Row> rows_of(const DoubletList& list, const BestTriplets& best) {
  std::vector<Row> rows;
  for (std::uint32_t a = 0; a + 1 < list.first.size(); ++a) {
    for (std::uint32_t e = list.first[a]; e < list.first[a + 1]; ++e) {
      const DoubletEdge& edge = list.edge[e];
      rows.emplace_back(a, edge.outer, edge.slope, edge.polar, edge.pair, edge.packed,
                        best.inner[e], best.outer[e]);
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

void check_equal(const LayerMap& map, std::size_t at_least) {
  if (!has_vector_search()) {
    MESSAGE("skipped: this processor has no AVX2");
    return;
  }
  const auto detector = toy::detector();
  const Steps steps(map, *detector, true);
  const ByteTables tables(map);
  std::size_t doublets = 0, with_triplets = 0;
  for (unsigned seed = 300; seed < 304; ++seed) {
    const toy::Event e = toy::event(seed, 200, 300);
    HitGrid grid;
    grid.build(e.hits, *detector);
    DoubletList plain, vectors;
    BestTriplets plain_best, vectors_best;
    find_doublets_plain(map, tables, steps, grid, plain);
    best_triplets_plain(map, tables, steps, plain, plain_best);
    find_doublets_vector(map, tables, steps, grid, vectors);
    best_triplets_vector(map, tables, steps, vectors, vectors_best);
    const auto expected = rows_of(plain, plain_best);
    CHECK(rows_of(vectors, vectors_best) == expected);
    doublets += expected.size();
    with_triplets += static_cast<std::size_t>(std::count_if(
        expected.begin(), expected.end(), [](const Row& r) { return std::get<7>(r); }));
  }
  CHECK(doublets > at_least);
  CHECK(with_triplets > at_least / 4);
}

}  // namespace

TEST_CASE("eight hits at a time give the doublets and triplets of one at a time, to the bit") {
  check_equal(learned({.candidates_per_hit = 3}), 3000);
}

TEST_CASE("so they do where the windows go around the whole detector") {
  check_equal(wide(), 20000);
}

TEST_CASE("events with fewer hits than a vector has lanes are searched") {
  if (!has_vector_search()) return;
  const LayerMap map = learned({.candidates_per_hit = 3});
  const auto detector = toy::detector();
  const Steps steps(map, *detector, true);
  for (int particles = 0; particles < 3; ++particles) {
    const toy::Event e = toy::event(7, particles);
    HitGrid grid;
    grid.build(e.hits, *detector);
    DoubletList plain, vectors;
    BestTriplets plain_best, vectors_best;
    find_doublets_plain(map, ByteTables(map), steps, grid, plain);
    best_triplets_plain(map, ByteTables(map), steps, plain, plain_best);
    find_doublets_vector(map, ByteTables(map), steps, grid, vectors);
    best_triplets_vector(map, ByteTables(map), steps, vectors, vectors_best);
    CHECK(rows_of(vectors, vectors_best) == rows_of(plain, plain_best));
  }
}

TEST_CASE("of equal scores at max_edges the first in the plain search's order are kept") {
  TemporaryFolder folder;
  const LayerMap map = wide();
  const std::string path = folder / "map.tlmap";
  map.write(path);
  const auto detector = toy::detector();
  const toy::Event e = toy::event(305, 200, 300);
  const Steps steps(map, *detector, true);
  HitGrid grid;
  grid.build(e.hits, *detector);
  DoubletList list;
  BestTriplets best;
  find_doublets_plain(map, ByteTables(map), steps, grid, list);
  best_triplets_plain(map, ByteTables(map), steps, list, best);
  struct Candidate {
    float score;
    std::size_t bin;
    std::pair<std::uint32_t, std::uint32_t> rows;
  };
  std::vector<Candidate> order;
  for (std::uint32_t a = 0; a + 1 < list.first.size(); ++a) {
    for (std::uint32_t d = list.first[a]; d < list.first[a + 1]; ++d) {
      const std::size_t bin = final_bin(list.edge[d].llr_bin(), triplet_llr_bin(best.inner[d]),
                                        triplet_llr_bin(best.outer[d]));
      order.push_back({1 / (1 + std::exp(-map.final_llr[bin])),
                       bin,
                       {grid.hit[a], grid.hit[list.edge[d].outer]}});
    }
  }
  std::stable_sort(order.begin(), order.end(), [](const Candidate& x, const Candidate& y) {
    return x.score != y.score ? x.score > y.score : x.bin < y.bin;
  });
  // Only cuts between two equal edges of one hit tell one order from another.
  int tried = 0;
  for (std::size_t cut = 1; cut < order.size() && tried < 60; ++cut) {
    if (order[cut - 1].bin != order[cut].bin ||
        order[cut - 1].rows.first != order[cut].rows.first) {
      continue;
    }
    ++tried;
    BuildGraph stage({.map = path, .max_edges = static_cast<int>(cut)});
    trackloom::HitGraph graph;
    trackloom::EdgeScores scores;
    stage(e.hits, {detector}, nullptr, graph, scores);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> expected, found;
    for (std::size_t i = 0; i < cut; ++i) expected.push_back(order[i].rows);
    for (std::size_t i = 0; i < graph.edges(); ++i) {
      found.emplace_back(graph.source[i], graph.target[i]);
    }
    std::sort(expected.begin(), expected.end());
    REQUIRE(found == expected);
  }
  CHECK(tried >= 10);
}
