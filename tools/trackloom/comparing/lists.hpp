// What evaluation.particles left of one side: events, particles and tracks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace comparing {

struct EventRow {
  std::uint64_t id = 0, hits = 0, hits_hash = 0;
  bool truth = false;
  double weight = 0;  // of all hits, TrackML
};

struct ParticleRow {
  std::uint64_t event = 0, id = 0;
  double pt = 0, eta = 0, radius = 0;  // GeV, mm; NaN where unknown
  std::uint64_t hits = 0;
  double score = 0;  // its part of the TrackML score's numerator
  bool found = false;
  std::uint64_t single = 0;  // single-majority tracks
  std::uint64_t track = 0;   // number of its double-majority track; 0: none
};

struct TrackRow {
  std::uint64_t event = 0, id = 0, hits = 0, particle = 0, shared = 0, particle_hits = 0, hash = 0;
  // Matched to no particle by double majority.
  bool fake() const noexcept {
    return particle == 0 || 2 * shared <= hits || 2 * shared <= particle_hits;
  }
};

// Each sorted by (event, id).
struct Lists {
  std::vector<EventRow> events;
  std::vector<ParticleRow> particles;
  std::vector<TrackRow> tracks;
};

// Reads events.csv, particles.csv and tracks.csv of the folder. Throws std::runtime_error naming
// file and line.
Lists read_lists(const std::filesystem::path& folder);

}  // namespace comparing
