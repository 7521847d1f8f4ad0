// Graphs written down edge by edge, for tests.
#pragma once

#include <algorithm>
#include <memory>
#include <random>
#include <tuple>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"

namespace trackloom::track_building {

using Edge = std::tuple<std::uint32_t, std::uint32_t, float>;  // source, target, score
using Tracks = std::vector<std::vector<std::uint32_t>>;

// Hit i lies at r = 10 (i + 1), so that edges to larger numbers point outward; all hits on one
// line, each on a layer and a module of its own.
struct SmallGraph {
  Hits hits;
  HitGraph graph;
  EdgeScores scores;
  DetectorRef detector;

  SmallGraph(std::uint32_t nodes, std::vector<Edge> edges) {
    std::sort(edges.begin(), edges.end());
    graph.nodes = nodes;
    for (const auto& [source, target, score] : edges) {
      graph.source.push_back(source);
      graph.target.push_back(target);
      scores.value.push_back(score);
    }
    graph.index();
    hits.resize(nodes);
    std::vector<Module> modules(nodes);
    for (std::uint32_t i = 0; i < nodes; ++i) {
      hits.id[i] = i + 1;
      hits.x[i] = 10.0F * static_cast<float>(i + 1);
      hits.y[i] = hits.z[i] = 0;
      hits.module[i] = i;
      hits.layer[i] = static_cast<std::uint16_t>(i);
      modules[i].volume_id = 8;
      modules[i].layer_id = i;
      modules[i].rotation = {0, 0, 1, 1, 0, 0, 0, 1, 0};
    }
    hits.fill_cylindrical();
    detector.detector = std::make_shared<const Detector>(std::move(modules));
  }
};

inline Tracks list(const TrackCandidates& tracks) {
  Tracks lists;
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    lists.emplace_back(tracks[t].begin(), tracks[t].end());
  }
  return lists;
}

// Every stage takes some of hits, detector, graph, scores.
template <class Stage>
Tracks run(const Stage& stage, const SmallGraph& g) {
  TrackCandidates tracks;
  if constexpr (requires { stage(g.graph, g.scores, tracks); }) {
    stage(g.graph, g.scores, tracks);
  } else if constexpr (requires { stage(g.hits, g.graph, g.scores, tracks); }) {
    stage(g.hits, g.graph, g.scores, tracks);
  } else {
    stage(g.hits, g.detector, g.graph, g.scores, tracks);
  }
  return list(tracks);
}

// Scores are multiples of 1/8, so that ties and scores equal to a cut occur.
inline SmallGraph random_graph(unsigned seed, std::uint32_t nodes, double edges_per_node) {
  std::mt19937 random(seed);
  std::vector<Edge> edges;
  for (std::uint32_t a = 0; a < nodes; ++a) {
    for (std::uint32_t b = a + 1; b < nodes && b < a + 8; ++b) {
      if (random() % 1000 < 1000 * edges_per_node / 7) {
        edges.emplace_back(a, b, static_cast<float>(random() % 9) / 8);
      }
    }
  }
  return SmallGraph(nodes, std::move(edges));
}

}  // namespace trackloom::track_building
