// A first guess of a track's helix from three of its hits.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "event_data/hits.hpp"
#include "track_fitting/fit_model.hpp"
#include "track_fitting/helix.hpp"

namespace trackloom::track_fitting {

// The helix through the first, a middle and the last hit of `track` (three or more, in order), at
// the first hit, in the direction of the last, with errors so large that a fit forgets it. None
// where two of the three coincide.
std::optional<Helix> seed(std::span<const std::uint32_t> track, const Hits& hits,
                          const FitModel& model);

// Errors that say nothing but keep the fit linear.
void forget(Helix& helix) noexcept;

// For a second filter that starts where a first one ended: errors times ten. It still knows a
// hundredth of what the first has learnt, and stays near enough to the track to be linear.
void loosen(Helix& helix) noexcept;

}  // namespace trackloom::track_fitting
