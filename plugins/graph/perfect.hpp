// Stage graph.perfect: what a perfect classifier leaves of a graph, for studies of its limits.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "event_data/true_edges.hpp"
#include "event_data/truth.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::graph {

// Keeps the true edges (event_data/true_edges.hpp, in either direction) and gives them score 1. To
// see what other edges would bring, it can add pairs of hits of one particle that the graph lacks:
// those with up to `skip_layers` of its layers between them, inside the windows in phi slope and z0
// that a layer map is capped to, and those on one layer that are closer than max_distance. Added
// pairs point from smaller to larger r (ties: |z|, row). Throws std::runtime_error without truth
// and particles, or where products do not fit.
class Perfect {
 public:
  struct Config {
    int skip_layers = 0;
    bool same_layer = false;
    float max_slope = 3.5e-3F;
    float max_z0 = 400;
    float max_distance = 30;
  };
  static void describe(StageDescription<Config>& stage);
  explicit Perfect(const Config& config) : config_(config) {}

  void operator()(const Hits& hits, const Truth& truth, const Particles& particles,
                  const HitGraph& graph, HitGraph& kept, EdgeScores& scores);

 private:
  void add_pairs(const Hits& hits);

  Config config_;
  ParticleHits particles_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges_;
};

}  // namespace trackloom::graph
