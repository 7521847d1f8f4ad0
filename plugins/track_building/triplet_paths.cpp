#include "track_building/triplet_paths.hpp"

#include <stdexcept>
#include <string>

#include "track_building/largest_sum.hpp"
#include "track_building/track_writer.hpp"

namespace trackloom::track_building {
namespace {

// The doublets that begin or end at a hit: doublet[first[h]] ... doublet[first[h + 1] - 1].
struct DoubletsOfHit {
  std::vector<std::uint32_t> first, doublet;

  explicit DoubletsOfHit(const TripletGraph& graph) : first(graph.hits + 1, 0) {
    for (const auto* end : {&graph.inner, &graph.outer}) {
      for (const std::uint32_t hit : *end) ++first[hit + 1];
    }
    for (std::uint32_t h = 0; h < graph.hits; ++h) first[h + 1] += first[h];
    doublet.resize(2 * graph.doublets());
    std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
    for (std::uint32_t d = 0; d < graph.doublets(); ++d) {
      doublet[next[graph.inner[d]]++] = d;
      doublet[next[graph.outer[d]]++] = d;
    }
  }
};

void check_hits(const TripletGraph& graph, std::size_t hits) {
  if (graph.hits == hits) return;
  throw std::runtime_error("the triplets were made of " + std::to_string(graph.hits) +
                           " hits but the event has " + std::to_string(hits));
}

}  // namespace

void TripletPaths::describe(StageDescription<Config>& stage) {
  stage
      .doc(
          "Tracks are the paths through the triplet graph with the largest sum of triplet log "
          "odds, best first; second hits in module overlaps are attached to them.")
      .inputs({"hits", "detector", "triplets", "scores"});
  stage.param("drop", &Config::drop)
      .range(0, 1)
      .doc("triplets with a score up to this are dropped");
  stage.param("score_zero", &Config::score_zero)
      .range(0.001, 0.999)
      .doc("the score at which a triplet neither lengthens nor shortens a path");
  stage.param("min_hits", &Config::min_hits)
      .at_least(3)
      .doc("shorter paths are no tracks; counted before overlap hits are attached");
  stage.param("attach", &Config::attach).doc("attach the second hits of module overlaps");
  describe_windows(stage);
}

void TripletPaths::operator()(const Hits& hits, const DetectorRef& detector,
                              const TripletGraph& triplets, const TripletScores& scores,
                              TrackCandidates& tracks) const {
  check_hits(triplets, hits.size());
  const Subgraph edges(triplets.links, scores, config_.drop);
  const std::vector<float> weight = path_weights(edges, config_.score_zero);
  PathTable<LargestSum> table(edges, std::vector<char>(edges.nodes, 1), LargestSum{edges, weight});
  StartQueue queue(table, edges.nodes);
  const OverlapFinder overlaps(hits, *detector, config_);
  const DoubletsOfHit doublets(triplets);
  std::vector<char> free(hits.size(), 1);
  TrackWriter writer;
  std::vector<std::uint32_t> path, track, partners, lost;
  for (std::uint32_t start = queue.pop(); start != no_node; start = queue.pop()) {
    table.path(start, path);
    if (path.size() + 1 < static_cast<std::size_t>(config_.min_hits)) continue;
    track.assign(1, triplets.inner[path.front()]);
    for (const std::uint32_t d : path) track.push_back(triplets.outer[d]);
    if (config_.attach) {
      overlaps.find(track, free, partners);
      insert_by_distance(hits, partners, track);
    }
    lost.clear();
    for (const std::uint32_t hit : track) {
      free[hit] = 0;
      for (std::uint32_t i = doublets.first[hit]; i < doublets.first[hit + 1]; ++i) {
        if (table.usable(doublets.doublet[i])) lost.push_back(doublets.doublet[i]);
      }
    }
    table.take(lost, 0,
               [&](std::uint32_t n, const Continuation& before) { queue.changed(n, before); });
    for (const std::uint32_t n : lost) queue.changed(n, table[n]);
    writer.add(track);
  }
  writer.write(tracks);
}

}  // namespace trackloom::track_building
