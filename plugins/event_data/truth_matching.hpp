// Which particle a track belongs to, by the number of hits they share.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "event_data/graph.hpp"
#include "event_data/truth.hpp"

namespace trackloom {

// Number of hits per particle, by particle_id: also for ids that the particles file does not list.
class ParticleSizes {
 public:
  // Row r of `particles` is the particle that truth.particle == r means.
  ParticleSizes(const Truth& truth, std::size_t particles);
  // Hits of the particle that made hit h; for noise the number of noise hits.
  std::uint32_t of_hit(const Truth& truth, std::uint32_t hit) const;
  std::uint32_t of_row(std::size_t row) const noexcept { return by_row_[row]; }

 private:
  std::vector<std::uint32_t> by_row_;
  std::unordered_map<std::uint64_t, std::uint32_t> unlisted_;
};

// The majority particle of a track: the one with most of its hits, the smallest id on a tie (where
// noise, id 0, is the smallest). Noise never matches.
struct TrackMatch {
  std::uint64_t particle_id = 0;
  std::uint32_t row = no_particle;  // of Particles, if listed
  std::uint32_t track_hits = 0;
  std::uint32_t shared_hits = 0;
  std::uint32_t particle_hits = 0;

  double purity() const noexcept { return static_cast<double>(shared_hits) / track_hits; }
  double completeness() const noexcept { return static_cast<double>(shared_hits) / particle_hits; }
  // Purity and completeness above 1/2 (ExaTrkX, TrackML).
  bool double_majority() const noexcept {
    return particle_id != 0 && 2 * shared_hits > track_hits && 2 * shared_hits > particle_hits;
  }
  // Purity of at least 1/2 (ATLAS).
  bool single_majority() const noexcept {
    return particle_id != 0 && 2 * shared_hits >= track_hits;
  }
};

// One entry per track. Throws std::runtime_error if a track names a hit that truth does not have,
// or the same hit twice.
std::vector<TrackMatch> match_tracks(const Truth& truth, const ParticleSizes& sizes,
                                     const TrackCandidates& tracks);

// The TrackML score: the weights of the majority hits of double-majority tracks, divided by the
// weight of the event. NaN where the event has no weight.
double trackml_score(const Truth& truth, const TrackCandidates& tracks,
                     const std::vector<TrackMatch>& matches);

}  // namespace trackloom
