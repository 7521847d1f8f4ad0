// A triplet graph with labels to learn from, kept compact: about 100 bytes per triplet.
#pragma once

#include <cstdint>
#include <vector>

#include "event_data/triplets.hpp"
#include "event_data/true_edges.hpp"
#include "event_data/truth.hpp"
#include "triplets/architecture.hpp"
#include "triplets/features.hpp"

namespace trackloom::triplets {

enum class TripletLabel : std::uint8_t {
  fake,    // not three hits on consecutive steps of one particle
  target,  // true, of a particle above the pT of interest
  masked,  // true, of another particle: left out
};

struct TrainingGraph {
  std::uint64_t id = 0;                 // of the event
  std::vector<float> doublet_features;  // [doublets, doublet_width]
  std::vector<float> triplet_features;  // [triplets, triplet_width]
  std::vector<float> phi;               // of the doublets' inner hits, rad
  std::vector<std::uint32_t> source, target;
  std::vector<TripletLabel> label;

  std::size_t doublets() const noexcept { return phi.size(); }
  std::size_t triplets() const noexcept { return label.size(); }
};

// A triplet is true if both its doublets are true edges (event_data/true_edges.hpp) and go on in
// one direction along the particle, outward or inward. Throws std::runtime_error if truth or
// particles are absent or the products do not fit together.
TrainingGraph make_training_graph(const EventView& event, const TripletGraph& graph,
                                  const Truth& truth, const Particles& particles,
                                  const Architecture& architecture, float target_pt,
                                  ParticleHits& scratch);

}  // namespace trackloom::triplets
