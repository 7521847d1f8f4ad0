#include "track_building/best_paths.hpp"

#include "track_building/largest_sum.hpp"
#include "track_building/overlap_hits.hpp"
#include "track_building/track_writer.hpp"

namespace trackloom::track_building {

void BestPaths::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Tracks are the paths with the largest sum of edge log odds, best first; second hits in "
      "module overlaps are attached to them.");
  stage.param("drop", &Config::drop).range(0, 1).doc("edges with a score up to this are dropped");
  stage.param("score_zero", &Config::score_zero)
      .range(0.001, 0.999)
      .doc("the score at which an edge neither lengthens nor shortens a path");
  stage.param("min_hits", &Config::min_hits)
      .at_least(2)
      .doc("shorter paths are no tracks; counted before overlap hits are attached");
  stage.param("attach", &Config::attach).doc("attach the second hits of module overlaps");
  describe_windows(stage);
}

void BestPaths::operator()(const Hits& hits, const DetectorRef& detector, const HitGraph& graph,
                           const EdgeScores& scores, TrackCandidates& tracks) const {
  check_hits(graph, hits.size());
  const Subgraph edges(graph, scores, config_.drop);
  const std::vector<float> weight = path_weights(edges, config_.score_zero);

  PathTable<LargestSum> table(edges, std::vector<char>(edges.nodes, 1), LargestSum{edges, weight});
  StartQueue queue(table, edges.nodes);
  const OverlapFinder overlaps(hits, *detector, config_);
  TrackWriter writer;
  std::vector<std::uint32_t> path, partners;
  for (std::uint32_t start = queue.pop(); start != no_node; start = queue.pop()) {
    table.path(start, path);
    if (path.size() < static_cast<std::size_t>(config_.min_hits)) continue;
    if (config_.attach && path.size() >= 3) {
      overlaps.find(path, table.usable(), partners);
      insert_by_distance(hits, partners, path);
    }
    table.take(path, 0,
               [&](std::uint32_t n, const Continuation& before) { queue.changed(n, before); });
    for (const std::uint32_t n : path) queue.changed(n, table[n]);
    writer.add(path);
  }
  writer.write(tracks);
}

}  // namespace trackloom::track_building
