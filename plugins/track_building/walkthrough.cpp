#include "track_building/walkthrough.hpp"

#include "track_building/branches.hpp"
#include "track_building/path_table.hpp"
#include "track_building/subgraph.hpp"
#include "track_building/track_writer.hpp"
#include "trackloom/error.hpp"

namespace trackloom::track_building {
namespace {

// A node's longest allowed walk; the value is its number of steps, at most nodes < 2^24 here.
struct LongestWalk {
  const Subgraph& graph;
  float min, add;

  Continuation operator()(std::uint32_t n, const PathTable<LongestWalk>& table) const {
    std::uint32_t best = no_node;
    for (std::uint32_t e = graph.first_out[n]; e < graph.first_out[n + 1]; ++e) {
      if (!(graph.score[e] > min) || !table.usable(graph.target[e])) continue;
      if (best == no_node || graph.score[e] > graph.score[best]) best = e;
    }
    if (best == no_node) return {};
    std::uint32_t chosen = best;
    for (std::uint32_t e = graph.first_out[n]; e < graph.first_out[n + 1]; ++e) {
      if (e == best || !(graph.score[e] > add) || !table.usable(graph.target[e])) continue;
      const float value = table[graph.target[e]].value;
      const float value_chosen = table[graph.target[chosen]].value;
      if (value > value_chosen ||
          (value == value_chosen && graph.score[e] > graph.score[chosen] && chosen != best)) {
        chosen = e;
      }
    }
    return {table[graph.target[chosen]].value + 1, graph.target[chosen]};
  }

  // The loss of the best neighbour makes another the best: every predecessor must look again, but
  // for one whose edge is never followed.
  bool depends(std::uint32_t e, const PathTable<LongestWalk>&) const {
    return graph.score[e] > min;
  }
};

}  // namespace

void Walkthrough::describe(StageDescription<Config>& stage) {
  stage.doc(
      "The walkthrough of GNN4ITk: unbranched components are tracks; in the others the longest "
      "walk over good edges from each unused hit is one.");
  stage.param("drop", &Config::drop).range(0, 1).doc("edges with a score up to this are dropped");
  stage.param("min", &Config::min)
      .range(0, 1)
      .doc("the best neighbour is followed if its score is above this");
  stage.param("add", &Config::add)
      .range(0, 1)
      .doc("further neighbours are followed if their score is above this; at least `min`");
  stage.param("min_hits", &Config::min_hits).at_least(1).doc("shorter tracks are dropped");
}

Walkthrough::Walkthrough(const Config& config) : config_(config) {
  if (config.add < config.min) {
    throw ConfigError("add is below min: a further neighbour would need less than the best", "add");
  }
}

void Walkthrough::operator()(const HitGraph& graph, const EdgeScores& scores,
                             TrackCandidates& tracks) const {
  const Subgraph edges(graph, scores, config_.drop);
  const auto min_hits = static_cast<std::size_t>(config_.min_hits);
  const std::vector<char> branched = branched_components(edges);

  TrackWriter writer;
  std::vector<std::uint32_t> walk;
  for (std::uint32_t n = 0; n < edges.nodes; ++n) {
    if (branched[n] || edges.in_degree(n) > 0) continue;
    walk.assign(1, n);
    while (edges.out_degree(walk.back()) > 0) {
      walk.push_back(edges.target[edges.first_out[walk.back()]]);
    }
    if (walk.size() >= min_hits) writer.add(walk);
  }

  PathTable<LongestWalk> table(edges, branched, LongestWalk{edges, config_.min, config_.add});
  for (const std::uint32_t start : table.order()) {
    if (!table.usable(start)) continue;
    table.path(start, walk);
    if (walk.size() < min_hits) continue;
    table.take(walk, table.position(start), [](std::uint32_t, const Continuation&) {});
    writer.add(walk);
  }
  writer.write(tracks);
}

}  // namespace trackloom::track_building
