// Which tracks of two lists are the same track.
#pragma once

#include <vector>

#include "event_data/graph.hpp"

namespace trackloom::evaluation {

struct TrackPairs {
  std::vector<char> first, second;  // by track: matched by one of the other list
};

// Two tracks match by double majority: the hits that they share are more than half of either. Hits
// may be shared by tracks of a list. Throws std::runtime_error if a track names a hit that the
// event's `hits` do not have, or one twice.
TrackPairs match_pairs(const TrackCandidates& first, const TrackCandidates& second,
                       std::size_t hits);

}  // namespace trackloom::evaluation
