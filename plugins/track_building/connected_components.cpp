#include "track_building/connected_components.hpp"

#include "track_building/subgraph.hpp"
#include "track_building/track_writer.hpp"

namespace trackloom::track_building {

void ConnectedComponents::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Tracks are the connected components of the edges above a score cut: the clusters of DBSCAN "
      "with 1 - score as distance, eps = 1 - score_cut and min_samples 2 (Exa.TrkX).");
  stage.param("score_cut", &Config::score_cut)
      .range(0, 1)
      .doc("edges with a score above this join their hits (ACTS 0.5, ACORN 0.8)");
  stage.param("min_hits", &Config::min_hits).at_least(1).doc("smaller components are dropped");
}

void ConnectedComponents::operator()(const Hits& hits, const HitGraph& graph,
                                     const EdgeScores& scores, TrackCandidates& tracks) const {
  check_scores(graph, scores);
  check_hits(graph, hits.size());
  UnionFind sets(graph.nodes);
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    if (scores.value[e] > config_.score_cut) sets.join(graph.source[e], graph.target[e]);
  }
  write_components(sets, hits, static_cast<std::uint32_t>(config_.min_hits), tracks);
}

}  // namespace trackloom::track_building
