#include "track_building/best_edges.hpp"

#include <vector>

#include "track_building/subgraph.hpp"
#include "track_building/track_writer.hpp"

namespace trackloom::track_building {

void BestEdges::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Components with junction removal, ACTS rule: only edges that are the best at both their "
      "ends join hits.");
  stage.param("score_cut", &Config::score_cut)
      .range(0, 1)
      .doc("edges with a score up to this are dropped first");
  stage.param("min_hits", &Config::min_hits).at_least(1).doc("smaller components are dropped");
}

void BestEdges::operator()(const Hits& hits, const HitGraph& graph, const EdgeScores& scores,
                           TrackCandidates& tracks) const {
  check_scores(graph, scores);
  check_hits(graph, hits.size());
  constexpr std::uint32_t none = 0xFFFFFFFF;
  std::vector<std::uint32_t> best_out(graph.nodes, none), best_in(graph.nodes, none);
  const auto better = [&](std::uint32_t e, std::uint32_t than) {
    return than == none || scores.value[e] > scores.value[than];
  };
  const auto count = static_cast<std::uint32_t>(graph.edges());
  for (std::uint32_t e = 0; e < count; ++e) {
    if (!(scores.value[e] > config_.score_cut)) continue;
    if (better(e, best_out[graph.source[e]])) best_out[graph.source[e]] = e;
    if (better(e, best_in[graph.target[e]])) best_in[graph.target[e]] = e;
  }
  UnionFind sets(graph.nodes);
  for (std::uint32_t n = 0; n < graph.nodes; ++n) {
    const std::uint32_t e = best_out[n];
    if (e != none && best_in[graph.target[e]] == e) sets.join(n, graph.target[e]);
  }
  write_components(sets, hits, static_cast<std::uint32_t>(config_.min_hits), tracks);
}

}  // namespace trackloom::track_building
