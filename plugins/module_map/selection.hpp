// Which triplets of hits of an event a module map is learned from.
#pragma once

#include <cstdint>
#include <vector>

#include "event_data/hits.hpp"
#include "event_data/true_edges.hpp"
#include "event_data/truth.hpp"

namespace trackloom::module_map {

// The particles that matter (GNN4ITk's choice by default).
struct Selection {
  float min_pt = 1;                   // GeV, at the production vertex, inclusive
  float max_eta = 4;                  // inclusive
  float max_production_radius = 260;  // mm, inclusive
  int min_hits = 3;                   // in the event
  bool electrons = false;  // learn from electrons too; without effect where the type is unknown

  bool accepts(const Particles& particles, std::size_t particle, std::size_t hits) const;
};

// Hits of a particle follow one another from its production vertex; a later hit on a module that
// the particle has hit before is dropped.
enum class Sequence {
  hits,   // consecutive hits, as published: module overlaps of one layer give doublets too
  layers  // hits on consecutive distinct layers, all combinations: doublets are true edges as
          // event_data/true_edges.hpp defines them
};

struct HitTriplet {
  std::uint32_t inner, middle, outer;  // rows of Hits
};

// Finds the triplets of one event after the other; keeps its memory. Not thread-safe.
class TripletFinder {
 public:
  TripletFinder(const Selection& selection, Sequence sequence)
      : selection_(selection), sequence_(sequence) {}

  // Particles in the order of their rows. Valid until the next call.
  const std::vector<HitTriplet>& find(const Hits& hits, const Truth& truth,
                                      const Particles& particles);
  // Particles that passed the selection in the last call.
  std::size_t particles() const noexcept { return accepted_; }

 private:
  void add_consecutive_hits();
  void add_consecutive_layers();

  Selection selection_;
  Sequence sequence_;
  ParticleHits ordered_;
  std::vector<std::uint32_t> track_;    // hits of the particle at hand
  std::vector<std::uint32_t> modules_;  // that they are on
  std::vector<HitTriplet> triplets_;
  std::size_t accepted_ = 0;
};

}  // namespace trackloom::module_map
