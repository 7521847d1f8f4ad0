#include "track_building/simple_chains.hpp"

#include <vector>

#include "track_building/branches.hpp"
#include "track_building/subgraph.hpp"
#include "track_building/track_writer.hpp"
#include "trackloom/error.hpp"

namespace trackloom::track_building {

void SimpleChains::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Components with junction removal, ACORN rule: unbranched components are tracks; the others "
      "are cut harder, their branchings removed, and what remains connected is a track.");
  stage.param("score_cut", &Config::score_cut)
      .range(0, 1)
      .doc("edges with a score up to this are dropped first");
  stage.param("hard_cut", &Config::hard_cut)
      .range(0, 1)
      .doc("the cut in branched components; at least `score_cut`");
  stage.param("min_hits", &Config::min_hits).at_least(1).doc("smaller components are dropped");
}

SimpleChains::SimpleChains(const Config& config) : config_(config) {
  if (config.hard_cut < config.score_cut) {
    throw ConfigError("hard_cut is below score_cut: it would cut nothing", "hard_cut");
  }
}

void SimpleChains::operator()(const Hits& hits, const HitGraph& graph, const EdgeScores& scores,
                              TrackCandidates& tracks) const {
  check_hits(graph, hits.size());
  const Subgraph edges(graph, scores, config_.score_cut);
  const std::vector<char> branched = branched_components(edges);
  const auto stays = [&](std::uint32_t e) {
    return !branched[edges.source[e]] || edges.score[e] > config_.hard_cut;
  };
  std::vector<std::uint32_t> out(edges.nodes, 0), in(edges.nodes, 0);
  for (std::uint32_t e = 0; e < edges.edges(); ++e) {
    if (!stays(e)) continue;
    ++out[edges.source[e]];
    ++in[edges.target[e]];
  }
  UnionFind sets(edges.nodes);
  for (std::uint32_t e = 0; e < edges.edges(); ++e) {
    if (stays(e) && out[edges.source[e]] == 1 && in[edges.target[e]] == 1) {
      sets.join(edges.source[e], edges.target[e]);
    }
  }
  write_components(sets, hits, static_cast<std::uint32_t>(config_.min_hits), tracks);
}

}  // namespace trackloom::track_building
