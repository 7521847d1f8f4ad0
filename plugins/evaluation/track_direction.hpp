// What a track looks like from its hits alone.
#pragma once

#include <cstdint>
#include <span>

#include "event_data/hits.hpp"

namespace trackloom::evaluation {

struct TrackDirection {
  double pt = 0;  // GeV
  double eta = 0;
};

// No fit: pT of the circle through the first, the middle and the last hit in the field (T),
// infinite where they lie on a line; eta of the line from the first to the last hit. For tracks
// that belong to no particle, whose fitted parameters mean nothing. At least three hits.
TrackDirection direction_of(std::span<const std::uint32_t> track, const Hits& hits, double field);

}  // namespace trackloom::evaluation
