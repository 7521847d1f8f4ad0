// An event to learn an embedding from, kept compact: about 80 bytes per hit.
#pragma once

#include <cstdint>
#include <vector>

#include "event_data/hits.hpp"
#include "event_data/true_edges.hpp"
#include "event_data/truth.hpp"
#include "metric_learning/architecture.hpp"
#include "metric_learning/node_features.hpp"

namespace trackloom::metric_learning {

struct TrueEdge {
  std::uint32_t a = 0, b = 0;
  float weight = 1;
};

struct TrainingEvent {
  std::uint64_t id = 0;
  std::vector<float> features;  // [hits, input_width]
  std::vector<float> phi;
  std::vector<std::uint16_t> layer;
  std::vector<std::uint32_t> particle;  // no_particle: noise
  std::vector<TrueEdge> edges;          // of target particles

  std::size_t size() const noexcept { return phi.size(); }
};

struct TargetOptions {
  float pt = 0.1F;  // GeV; true edges of particles at or below are no targets
  // Weight an edge by the mean TrackML weight of its hits, normalised to a mean of 1 over the
  // event's targets (ExaTrkX section 5.1); else all weigh 1.
  bool trackml_weights = false;
};

// The features may be null as in node_features. Throws std::runtime_error if truth or particles are
// absent or the products do not fit together.
TrainingEvent make_training_event(const Hits& hits, const ClusterShapes* shapes,
                                  const DetectorRef* detector, const Truth& truth,
                                  const Particles& particles, const Architecture& architecture,
                                  const TargetOptions& targets, ParticleHits& scratch);

}  // namespace trackloom::metric_learning
