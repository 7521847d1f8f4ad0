#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "small_graph.hpp"
#include "track_building/best_paths.hpp"
#include "track_building/triplet_paths.hpp"

using namespace trackloom;
using namespace trackloom::track_building;

namespace {

TripletPaths::Config config(float drop, float score_zero, int min_hits = 3) {
  TripletPaths::Config c;
  c.drop = drop;
  c.score_zero = score_zero;
  c.min_hits = min_hits;
  c.attach = false;
  return c;
}

struct SmallTriplets {
  SmallGraph g;
  TripletGraph graph;
  TripletScores scores;

  // All edges are doublets; `score` of a triplet of hits.
  template <class Score>
  SmallTriplets(SmallGraph small, Score&& score) : g(std::move(small)) {
    graph.hits = g.graph.nodes;
    graph.inner = g.graph.source;
    graph.outer = g.graph.target;
    graph.score = g.scores.value;
    graph.links.nodes = static_cast<std::uint32_t>(g.graph.edges());
    for (std::uint32_t a = 0; a < graph.links.nodes; ++a) {
      for (std::uint32_t b = 0; b < graph.links.nodes; ++b) {
        if (graph.outer[a] != graph.inner[b]) continue;
        graph.links.source.push_back(a);
        graph.links.target.push_back(b);
        scores.value.push_back(score(graph.inner[a], graph.outer[a], graph.outer[b]));
      }
    }
    graph.links.index();
  }

  Tracks tracks(const TripletPaths::Config& c) const {
    TrackCandidates out;
    TripletPaths{c}(g.hits, g.detector, graph, scores, out);
    return list(out);
  }
};

// Greedy extraction with everything evaluated again after every path.
Tracks plain_paths(const SmallTriplets& s, float drop, float zero, std::size_t min_hits) {
  const auto odds = [](float p) {
    p = std::clamp(p, 0.001F, 0.999F);
    return std::log(p / (1 - p));
  };
  const TripletGraph& t = s.graph;
  std::vector<char> used(t.hits, 0);
  Tracks tracks;
  while (true) {
    const std::uint32_t count = t.links.nodes;
    std::vector<float> value(count, 0);
    std::vector<std::uint32_t> next(count, 0xFFFFFFFF);
    const auto free = [&](std::uint32_t d) { return !used[t.inner[d]] && !used[t.outer[d]]; };
    for (std::uint32_t d = count; d-- > 0;) {
      for (std::uint32_t i = t.links.first[d]; i < t.links.first[d + 1]; ++i) {
        const std::uint32_t b = t.links.target[i];
        if (!free(b) || !(s.scores.value[i] > drop)) continue;
        const float v = odds(s.scores.value[i]) - odds(zero) + value[b];
        if (v > value[d]) value[d] = v, next[d] = b;
      }
    }
    std::uint32_t best = 0xFFFFFFFF;
    std::vector<std::uint32_t> track;
    for (std::uint32_t d = 0; d < count; ++d) {
      if (!free(d) || next[d] == 0xFFFFFFFF) continue;
      std::vector<std::uint32_t> candidate{t.inner[d]};
      for (std::uint32_t e = d; e != 0xFFFFFFFF; e = next[e]) candidate.push_back(t.outer[e]);
      if (candidate.size() < min_hits) continue;
      if (best == 0xFFFFFFFF || value[d] > value[best]) best = d, track = candidate;
    }
    if (best == 0xFFFFFFFF) break;
    for (const std::uint32_t n : track) used[n] = 1;
    tracks.push_back(track);
  }
  std::sort(tracks.begin(), tracks.end());
  return tracks;
}

}  // namespace

TEST_CASE("triplet paths: what follows a hit depends on how the path came there") {
  // Two tracks cross at hit 2: every edge is as good, only the triplets know who goes where.
  const SmallTriplets s(
      SmallGraph(
          7, {{0, 2, 0.9F}, {1, 2, 0.9F}, {2, 3, 0.9F}, {2, 4, 0.9F}, {3, 5, 0.9F}, {4, 6, 0.9F}}),
      [](std::uint32_t a, std::uint32_t, std::uint32_t c) {
        const bool crossing = (a == 0 && c == 3) || (a == 1 && c == 4);
        return crossing ? 0.2F : a == 1 ? 0.95F : 0.9F;
      });
  CHECK(s.tracks(config(0.1F, 0.1F)) == Tracks{{1, 2, 3, 5}});
}

TEST_CASE("triplet paths: a hit is used once, and too short a path leaves its hits") {
  const SmallTriplets s(
      SmallGraph(
          8, {{0, 1, 0.9F}, {1, 2, 0.9F}, {2, 3, 0.9F}, {4, 5, 0.9F}, {5, 6, 0.9F}, {6, 2, 0.9F}}),
      [](std::uint32_t a, std::uint32_t, std::uint32_t) {
        return a < 4 ? 0.9F : a == 4 ? 0.8F : 0.4F;
      });
  CHECK(s.tracks(config(0.1F, 0.1F)) == Tracks{{0, 1, 2, 3}, {4, 5, 6}});
  CHECK(s.tracks(config(0.1F, 0.1F, 4)) == Tracks{{0, 1, 2, 3}});
}

TEST_CASE("triplet paths equal greedy extraction with everything evaluated again") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    const SmallTriplets s(random_graph(seed, 40, 0.5 + 0.01 * seed),
                          [&](std::uint32_t, std::uint32_t, std::uint32_t) {
                            return static_cast<float>(random() % 9) / 8;
                          });
    CAPTURE(seed);
    REQUIRE(s.tracks(config(0.1F, 0.1F)) == plain_paths(s, 0.1F, 0.1F, 3));
    REQUIRE(s.tracks(config(0.1F, 0.6F, 4)) == plain_paths(s, 0.1F, 0.6F, 4));
  }
}

TEST_CASE("triplet paths: hits or scores of something else are refused, nothing makes no track") {
  SmallTriplets s(SmallGraph(3, {{0, 1, 0.9F}, {1, 2, 0.9F}}),
                  [](std::uint32_t, std::uint32_t, std::uint32_t) { return 0.9F; });
  CHECK(s.tracks(config(0.1F, 0.1F)) == Tracks{{0, 1, 2}});
  s.scores.value.clear();
  CHECK_THROWS_AS(s.tracks(config(0.1F, 0.1F)), std::runtime_error);
  s.g.hits.resize(5);
  CHECK_THROWS_WITH_AS(s.tracks(config(0.1F, 0.1F)),
                       "the triplets were made of 3 hits but the event has 5", std::runtime_error);
  const SmallTriplets none(SmallGraph(0, {}),
                           [](std::uint32_t, std::uint32_t, std::uint32_t) { return 0.9F; });
  CHECK(none.tracks(config(0.1F, 0.1F)).empty());
}
