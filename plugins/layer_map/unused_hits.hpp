// The hits that the tracks of an earlier pass leave, for a pass over them.
#pragma once

#include <cstdint>
#include <vector>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"

namespace trackloom::layer_map {

// By row of Hits: 1 where a track has the hit. Throws std::runtime_error if a track names a row
// that is not there.
void mark_used(const TrackCandidates& tracks, std::size_t hits, std::vector<std::uint8_t>& used);

// The rows that are not used, in their order: of Hits what the window search needs (r, z, phi,
// layer), of Truth what ParticleHits needs (particle, true position). All rows where `used` is
// empty.
Hits unused_hits(const Hits& hits, const std::vector<std::uint8_t>& used);
Truth unused_truth(const Truth& truth, const std::vector<std::uint8_t>& used);

}  // namespace trackloom::layer_map
