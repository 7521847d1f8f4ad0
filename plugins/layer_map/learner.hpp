// Learns a layer map from simulated events.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/graph.hpp"
#include "event_data/true_edges.hpp"
#include "layer_map/layer_map.hpp"

namespace trackloom::layer_map {

struct LearnOptions {
  int min_hits = 3;               // of a particle, to teach anything
  double pair_coverage = 0.9995;  // share of all true edges that the kept layer pairs hold
  double window_quantile = 0.99;  // of true edges inside a window, per quantity
  double max_z0 = 400;            // mm, cap on windows: outlier secondaries blow them up
  double max_slope = 3.5e-3;      // rad/mm, the same
  bool inward = false;            // true edges of which the outer hit comes first count, too
  double candidates_per_hit = 9;  // after the doublet cut
  double triple_coverage = 0.9995;
};

// What the learner keeps of an event: about 30 bytes per hit.
struct LearnEvent {
  Hits hits;                            // see unused_hits
  std::vector<std::uint32_t> particle;  // by hit; no_particle: teaches nothing
  std::vector<std::uint16_t> step;      // by hit, see ParticleHits
  std::vector<std::uint8_t> minor;      // by hit: its particle has fewer than min_hits
  bool inward = false;                  // LearnOptions::inward
  std::vector<std::pair<std::uint32_t, std::uint32_t>> true_edges;  // rows of hits

  bool is_true(std::uint32_t a, std::uint32_t b) const noexcept {
    return particle[a] != no_particle && particle[a] == particle[b] &&
           (step[b] == step[a] + 1 || (inward && step[a] == step[b] + 1));
  }
};

class Learner {
 public:
  explicit Learner(const LearnOptions& options) : options_(options) {}

  // Hits on the tracks of `exclude` (may be null) take no part: steps and true edges are those of
  // the hits that are left. Throws std::runtime_error if the event has no truth or another detector
  // than the ones before.
  void add(const Hits& hits, const Truth& truth, const Particles& particles,
           const DetectorRef& detector, const TrackCandidates* exclude);
  std::size_t events() const noexcept { return events_.size(); }

  // Throws std::runtime_error without events.
  LayerMap learn();

 private:
  void learn_windows(LayerMap& map) const;
  void learn_doublets(LayerMap& map) const;
  void learn_triplets(LayerMap& map) const;
  void learn_final(LayerMap& map) const;

  LearnOptions options_;
  std::shared_ptr<const Detector> detector_;
  std::vector<LearnEvent> events_;
};

}  // namespace trackloom::layer_map
