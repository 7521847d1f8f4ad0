// Rows of hits as they are collected, and written in the order that TrackCandidates promises.
#pragma once

#include <cstdint>
#include <vector>

#include "event_data/graph.hpp"

namespace trackloom::track_fitting {

using TrackList = std::vector<std::vector<std::uint32_t>>;

// Replaces `out` by the rows that are not empty, ordered by their first hit, then by their place.
void write(const TrackList& rows, TrackCandidates& out);

}  // namespace trackloom::track_fitting
