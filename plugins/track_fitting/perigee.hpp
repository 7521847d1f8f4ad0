// From the innermost point of a track to its perigee.
#pragma once

#include "event_data/track_parameters.hpp"
#include "track_fitting/fit_model.hpp"
#include "track_fitting/helix.hpp"

namespace trackloom::track_fitting {

// Carries the helix back (or on) to the point closest to the z axis, through the beam pipe.
Perigee perigee(Helix helix, const FitModel& model) noexcept;

}  // namespace trackloom::track_fitting
