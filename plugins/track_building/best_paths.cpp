#include "track_building/best_paths.hpp"

#include <algorithm>
#include <cmath>
#include <queue>
#include <utility>

#include "track_building/overlap_hits.hpp"
#include "track_building/path_table.hpp"
#include "track_building/track_writer.hpp"

namespace trackloom::track_building {
namespace {

// Scores outside are taken as these: a network's last digits carry no information, and one certain
// edge must not outweigh a whole path.
constexpr float smallest_score = 0.001F;
constexpr float largest_score = 0.999F;

float log_odds(float score) {
  const float s = std::clamp(score, smallest_score, largest_score);
  return std::log(s / (1 - s));
}

struct LargestSum {
  const Subgraph& graph;
  const std::vector<float>& weight;

  Continuation operator()(std::uint32_t n, const PathTable<LargestSum>& table) const {
    Continuation best;
    for (std::uint32_t e = graph.first_out[n]; e < graph.first_out[n + 1]; ++e) {
      const std::uint32_t target = graph.target[e];
      if (!table.usable(target)) continue;
      const float value = weight[e] + table[target].value;
      if (value > best.value) best = {value, target};
    }
    return best;
  }

  // Values only fall: a node that did not go on to the lost one still has its best.
  bool depends(std::uint32_t n, std::uint32_t lost, const PathTable<LargestSum>& table) const {
    return table[n].next == lost;
  }
};

// Inserts the partners where their distance from the origin puts them.
void join(const Hits& hits, const std::vector<std::uint32_t>& partners,
          std::vector<std::uint32_t>& path) {
  const auto nearer = [&](std::uint32_t a, std::uint32_t b) {
    const float distance_a = hits.r[a] * hits.r[a] + hits.z[a] * hits.z[a];
    const float distance_b = hits.r[b] * hits.r[b] + hits.z[b] * hits.z[b];
    return distance_a != distance_b ? distance_a < distance_b : a < b;
  };
  path.insert(path.end(), partners.begin(), partners.end());
  std::sort(path.begin(), path.end(), nearer);
}

struct Start {
  float value;
  std::uint32_t node;
  bool operator<(const Start& other) const noexcept {  // the queue's top is the largest
    return value != other.value ? value < other.value : node > other.node;
  }
};

}  // namespace

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
  std::vector<float> weight(edges.edges());
  const float zero = log_odds(config_.score_zero);
  for (std::uint32_t e = 0; e < edges.edges(); ++e) weight[e] = log_odds(edges.score[e]) - zero;

  PathTable<LargestSum> table(edges, std::vector<char>(edges.nodes, 1), LargestSum{edges, weight});
  std::vector<Start> starts;
  for (std::uint32_t n = 0; n < edges.nodes; ++n) {
    if (table[n].next != no_node) starts.push_back({table[n].value, n});
  }
  std::priority_queue<Start> queue({}, std::move(starts));

  const OverlapFinder overlaps(hits, *detector, config_);
  TrackWriter writer;
  std::vector<std::uint32_t> path, partners;
  while (!queue.empty()) {
    const Start start = queue.top();
    queue.pop();
    // Entries of taken hits, and of hits whose path has become worse since, are out of date.
    if (!table.usable(start.node) || table[start.node].value != start.value) continue;
    table.path(start.node, path);
    if (path.size() < static_cast<std::size_t>(config_.min_hits)) continue;
    if (config_.attach && path.size() >= 3) {
      overlaps.find(path, table.usable(), partners);
      join(hits, partners, path);
    }
    table.take(path, 0, [&](std::uint32_t n) {
      if (table[n].next != no_node) queue.push({table[n].value, n});
    });
    writer.add(path);
  }
  writer.write(tracks);
}

}  // namespace trackloom::track_building
