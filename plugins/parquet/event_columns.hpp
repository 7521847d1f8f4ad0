// From the lists of one event to products. Nothing of Arrow here.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "acts_csv/geometry.hpp"
#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"

namespace trackloom::parquet {

// All functions throw std::runtime_error that begins with `where` and names the place in the list,
// counted from 0. Products must be clear.

// The table of hits: one entry per crossing of a particle through a module. mm.
struct HitColumns {
  std::vector<float> x, y, z;  // measured; NaN where the crossing was not measured
  std::vector<float> true_x, true_y, true_z;
  std::vector<std::uint64_t> particle_id;  // unmatched where it has no particle
  std::vector<std::uint32_t> volume_id, layer_id, surface_id;

  std::size_t size() const noexcept { return x.size(); }
};
inline constexpr std::uint64_t unmatched = 0xFFFFFFFFFFFFFFFF;

// The table of particles: mm, GeV.
struct ParticleColumns {
  std::vector<std::uint64_t> particle_id;
  std::vector<std::int32_t> pdg_id;
  std::vector<float> charge, vx, vy, vz, px, py, pz;
};

// Modules by (volume, layer, surface), the parts of ACTS' geometry identifiers.
class ModuleOfSurface {
 public:
  ModuleOfSurface() = default;
  explicit ModuleOfSurface(const acts_csv::ModuleOfGeometryId& modules);
  // Row of Detector::modules(), or `none`.
  std::uint32_t find(std::uint32_t volume, std::uint32_t layer, std::uint32_t surface) const;
  static constexpr std::uint32_t none = 0xFFFFFFFF;

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> modules_;
};

// Measured crossings become hits in the order of the list. Where several share one measurement,
// that is have the same module and measured position, the hit is that of the crossing nearest to it
// (ties: of the first). A hit's id is the place of its crossing in the list.
void fill_hits(const std::string& where, const HitColumns& columns, const Detector& detector,
               const ModuleOfSurface& modules, Hits& hits);

// Ids are particle_id + 1, because 0 is noise in Trackloom and a particle in these tables.
// Charged ones only, sorted by id; numbers of hits are filled by fill_truth.
void fill_particles(const std::string& where, const ParticleColumns& columns, Particles& particles);

// Of the hits that fill_hits made. The tables have no momentum at the crossing: it is the
// particle's at its vertex, whose size and polar angle are about the same. Fills weights and
// particles.hits.
void fill_truth(const std::string& where, const HitColumns& columns, const Hits& hits,
                Particles& particles, Truth& truth);

}  // namespace trackloom::parquet
