// What is counted of tracks and particles, summed over events.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "evaluation/fraction.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "event_data/truth_matching.hpp"

namespace trackloom::evaluation {

// The definitions that may be changed; the defaults are ExaTrkX's and TrackML's.
struct Selection {
  int min_track_hits = 5;     // for the fake rate, duplicates and purity
  int min_particle_hits = 5;  // reconstructable
  double max_abs_eta = 4;     // exclusive
  double min_pt = 0.1;        // GeV, exclusive; ExaTrkX
  double table_pt = 0.5;      // GeV, exclusive; tables against eta, hits and radius
  double prompt_radius = 2;   // mm, exclusive
  double field = 2;           // T, along z; for the pT of tracks in the tables of fakes
};

inline constexpr std::array efficiency_pt{0.1, 0.5, 1.0};  // GeV

struct PhysicsCounts {
  Selection selection;
  std::uint64_t events = 0;
  double score_sum = 0;
  std::uint64_t scored_events = 0;
  std::uint64_t events_with_particles = 0;

  // Double majority; |eta| < max, particles with min_particle_hits, pT > efficiency_pt[i].
  std::array<Fraction, efficiency_pt.size()> all, prompt;
  // The same with single majority.
  std::array<Fraction, efficiency_pt.size()> single;
  // GNN4ITk: single majority, tracks with >= 8 hits, pT > 2 GeV, produced within 20 mm of the beam
  // and 250 mm of the centre (stands for the cuts on the fitted |d0| and |z0|).
  Fraction gnn4itk;
  // ExaTrkX: double majority; selected particles leave at least one hit; pT > min_pt and > 0.5.
  Fraction physics, technical, physics_05, technical_05;
  Fraction purity;                     // tracks matched to a selected particle
  Fraction matched;                    // tracks matched to any particle: 1 - fake rate
  std::uint64_t single_tracks = 0;     // tracks with a single-majority particle
  std::uint64_t single_particles = 0;  // distinct ones of these

  BinnedFraction against_pt, against_eta, against_hits, against_radius;
  // Tracks matched to no particle, among those with min_track_hits; pT and eta of the track itself
  // (track_direction.hpp).
  BinnedFraction fakes_pt, fakes_eta;

  explicit PhysicsCounts(const Selection& selection);

  // `truth` must be present; without `particles` only score, fakes and duplicates are counted.
  void add(const Hits& hits, const Truth& truth, const Particles& particles,
           const TrackCandidates& tracks);

  double fake_rate() const noexcept { return 1 - matched.value(); }
  double duplicate_rate() const noexcept;
  // Mean over events, as TrackML has it.
  double score() const noexcept { return score_sum / static_cast<double>(scored_events); }

 private:
  void add_tracks(const std::vector<TrackMatch>& matches, const Particles& particles);
  void add_fakes(const Hits& hits, const TrackCandidates& tracks,
                 const std::vector<TrackMatch>& matches);
  void add_particles(const ParticleSizes& sizes, const Particles& particles,
                     const std::vector<TrackMatch>& matches);
};

}  // namespace trackloom::evaluation
