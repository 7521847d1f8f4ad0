// Simulation truth: which particle made a hit, and what the particles were.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "trackloom/product.hpp"

namespace trackloom {

// One row per particle, sorted by id. Momenta in GeV at the production vertex, lengths in mm.
struct Particles {
  bool present = false;
  std::vector<std::uint64_t> id;
  std::vector<std::int32_t> type;  // PDG code; empty where the file has none
  std::vector<float> vx, vy, vz, px, py, pz;
  std::vector<std::int32_t> charge;
  std::vector<std::int32_t> hits;  // nhits of the file

  std::size_t size() const noexcept { return id.size(); }
  float pt(std::size_t i) const noexcept;
  float eta(std::size_t i) const noexcept;  // +-infinity along the beam
  float production_radius(std::size_t i) const noexcept;
  void clear();
  void resize(std::size_t count, bool with_type);
  std::size_t bytes() const noexcept;
};

inline constexpr std::uint32_t no_particle = 0xFFFFFFFF;

// One row per hit, aligned with Hits.
struct Truth {
  bool present = false;
  std::vector<std::uint64_t> particle_id;  // 0: noise
  // Row of Particles; no_particle for noise and for ids that the particles file does not list.
  std::vector<std::uint32_t> particle;
  std::vector<float> x, y, z;     // true crossing point, mm
  std::vector<float> px, py, pz;  // true momentum there, GeV
  std::vector<double> weight;     // TrackML weight; sums to 1 over an event

  std::size_t size() const noexcept { return particle_id.size(); }
  void clear();
  void resize(std::size_t count);
  std::size_t bytes() const noexcept;
};

}  // namespace trackloom

TRACKLOOM_PRODUCT(trackloom::Particles, "event_data.particles", 1)
TRACKLOOM_PRODUCT(trackloom::Truth, "event_data.truth", 1)
