// Every stage on random graphs: against plain re-implementations, and what holds for all.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "small_graph.hpp"
#include "track_building/best_edges.hpp"
#include "track_building/best_paths.hpp"
#include "track_building/connected_components.hpp"
#include "track_building/simple_chains.hpp"
#include "track_building/subgraph.hpp"
#include "track_building/walkthrough.hpp"

using namespace trackloom;
using namespace trackloom::track_building;

namespace {

constexpr unsigned graphs = 300;

std::vector<std::vector<std::uint32_t>> edges_from(const SmallGraph& g, float cut) {
  std::vector<std::vector<std::uint32_t>> out(g.graph.nodes);
  for (std::uint32_t e = 0; e < g.graph.edges(); ++e) {
    if (g.scores.value[e] > cut) out[g.graph.source[e]].push_back(e);
  }
  return out;
}

// The published walkthrough: enumerate all walks from a start, keep the first longest. Neighbours
// are tried in order of score, so the first longest is the one that tie rules ask for.
struct PlainWalkthrough {
  const SmallGraph& g;
  std::vector<std::vector<std::uint32_t>> out;
  std::vector<char> used;
  std::vector<std::uint32_t> walk, longest;

  void extend() {
    if (walk.size() > longest.size()) longest = walk;
    std::vector<std::uint32_t> next;
    for (const std::uint32_t e : out[walk.back()]) {
      if (!used[g.graph.target[e]]) next.push_back(e);
    }
    std::stable_sort(next.begin(), next.end(), [&](std::uint32_t a, std::uint32_t b) {
      return g.scores.value[a] > g.scores.value[b];
    });
    for (std::size_t i = 0; i < next.size(); ++i) {
      if (!(g.scores.value[next[i]] > (i == 0 ? 0.2F : 0.6F))) break;
      walk.push_back(g.graph.target[next[i]]);
      extend();
      walk.pop_back();
    }
  }

  Tracks run() {
    Tracks tracks;
    // Unbranched components give the same tracks when they are walked with every edge allowed.
    const Tracks all = ::run(ConnectedComponents({0.01F, 1}), g);
    std::vector<std::uint32_t> in(g.graph.nodes, 0);
    for (const auto& list : out) {
      for (const std::uint32_t e : list) ++in[g.graph.target[e]];
    }
    used.assign(g.graph.nodes, 0);
    for (const auto& component : all) {
      const bool simple = std::all_of(component.begin(), component.end(), [&](std::uint32_t n) {
        return in[n] <= 1 && out[n].size() <= 1;
      });
      if (!simple) continue;
      for (const std::uint32_t n : component) used[n] = 1;
      if (component.size() >= 3) tracks.push_back(component);
    }
    for (const std::uint32_t start : topological_order(Subgraph(g.graph, g.scores, 0.01F))) {
      if (used[start]) continue;
      walk.assign(1, start);
      longest.clear();
      extend();
      if (longest.size() < 3) continue;
      for (const std::uint32_t n : longest) used[n] = 1;
      tracks.push_back(longest);
    }
    std::sort(tracks.begin(), tracks.end());
    return tracks;
  }
};

// Greedy extraction with everything evaluated again after every path.
Tracks plain_best_paths(const SmallGraph& g, float drop, float zero, std::size_t min_hits) {
  const auto odds = [](float s) {
    s = std::clamp(s, 0.001F, 0.999F);
    return std::log(s / (1 - s));
  };
  const auto out = edges_from(g, drop);
  std::vector<char> used(g.graph.nodes, 0), rejected(g.graph.nodes, 0);
  Tracks tracks;
  while (true) {
    std::vector<float> value(g.graph.nodes, 0);
    std::vector<std::uint32_t> next(g.graph.nodes, 0xFFFFFFFF);
    for (std::uint32_t n = g.graph.nodes; n-- > 0;) {
      for (const std::uint32_t e : out[n]) {
        const std::uint32_t t = g.graph.target[e];
        const float v = odds(g.scores.value[e]) - odds(zero) + value[t];
        if (!used[t] && v > value[n]) value[n] = v, next[n] = t;
      }
    }
    std::uint32_t best = 0xFFFFFFFF;
    std::vector<std::uint32_t> path;
    for (std::uint32_t n = 0; n < g.graph.nodes; ++n) {
      if (used[n] || next[n] == 0xFFFFFFFF) continue;
      std::vector<std::uint32_t> candidate;
      for (std::uint32_t m = n; m != 0xFFFFFFFF; m = next[m]) candidate.push_back(m);
      if (candidate.size() < min_hits) continue;
      if (best == 0xFFFFFFFF || value[n] > value[best]) best = n, path = candidate;
    }
    if (best == 0xFFFFFFFF) break;
    for (const std::uint32_t n : path) used[n] = 1;
    tracks.push_back(path);
  }
  std::sort(tracks.begin(), tracks.end());
  return tracks;
}

void check_contract(const Tracks& tracks, std::size_t min_hits) {
  std::set<std::uint32_t> seen;
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    CHECK(tracks[t].size() >= min_hits);
    CHECK(std::is_sorted(tracks[t].begin(), tracks[t].end()));  // outward, by construction of hits
    if (t > 0) CHECK(tracks[t - 1].front() < tracks[t].front());
    for (const std::uint32_t n : tracks[t]) CHECK(seen.insert(n).second);
  }
}

}  // namespace

TEST_CASE("walkthrough equals the enumeration of all walks") {
  for (unsigned seed = 0; seed < graphs; ++seed) {
    const SmallGraph g = random_graph(seed, 40, 0.5 + 0.01 * seed);
    PlainWalkthrough plain{g, edges_from(g, 0.01F), {}, {}, {}};
    CAPTURE(seed);
    REQUIRE(run(Walkthrough({0.01F, 0.2F, 0.6F, 3}), g) == plain.run());
  }
}

TEST_CASE("best paths equal greedy extraction with everything evaluated again after every path") {
  BestPaths::Config config;
  config.attach = false;
  for (unsigned seed = 0; seed < graphs; ++seed) {
    const SmallGraph g = random_graph(seed, 60, 0.5 + 0.01 * seed);
    CAPTURE(seed);
    config.drop = 0.1F;
    config.score_zero = 0.1F;
    config.min_hits = 3;
    REQUIRE(run(BestPaths(config), g) == plain_best_paths(g, 0.1F, 0.1F, 3));
    config.score_zero = 0.4F;  // edges of negative weight
    config.min_hits = 2;
    REQUIRE(run(BestPaths(config), g) == plain_best_paths(g, 0.1F, 0.4F, 2));
  }
}

TEST_CASE("every stage: a hit is in one track at most, hits outward, tracks by their first hit") {
  for (unsigned seed = 0; seed < graphs; ++seed) {
    const SmallGraph g = random_graph(seed + 1000, 80, 0.2 + 0.01 * seed);
    CAPTURE(seed);
    check_contract(run(ConnectedComponents({0.5F, 3}), g), 3);
    check_contract(run(BestEdges({0.5F, 3}), g), 3);
    check_contract(run(SimpleChains({0.1F, 0.5F, 3}), g), 3);
    check_contract(run(Walkthrough({}), g), 3);
    check_contract(run(BestPaths({}), g), 3);
  }
}
