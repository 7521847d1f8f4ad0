// The order in which tracks choose where they compete.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "event_data/graph.hpp"
#include "track_fitting/track_fit.hpp"

namespace trackloom::track_fitting {

// Tracks, best first: more hits, then the smaller chi2 per degree of freedom (no fit last), then
// the order of the input.
std::vector<std::uint32_t> best_first(const TrackCandidates& tracks,
                                      std::span<const std::optional<FittedTrack>> fits);

}  // namespace trackloom::track_fitting
