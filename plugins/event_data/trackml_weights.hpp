// The weights of hits in the TrackML score, for truth that comes without them.
#pragma once

#include "event_data/truth.hpp"

namespace trackloom {

// Fills truth.weight as tools/simulate_events.py does (algorithms.md section 7): the place of the
// hit along its track, ordered by |z - vertex z|, first and last hits weigh most; times a factor
// that rises with pT from 0.2 at 0.5 GeV to 1 at 3 GeV; sum 1. Particles with fewer than 4 hits,
// hits after the 20th and noise have 0.
void fill_trackml_weights(const Particles& particles, Truth& truth);

}  // namespace trackloom
