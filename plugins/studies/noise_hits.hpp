// Noise hits as tools/simulate_events.py makes them.
#pragma once

#include <cstdint>

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "studies/dice.hpp"

namespace trackloom::studies {

// Appends `count` hits: single cells, the module drawn evenly from all, the cell evenly from the
// module, its value evenly from 7 % (the threshold of that simulation) to 100 % of the thickness
// that detectors.csv has. They get ids above all others, no particle and weight 0. Cells and truth
// are extended where present. Ids that would not stay below 2^63 throw std::runtime_error.
void append_noise(const Detector& detector, const Dice& dice, std::size_t count, Hits& hits,
                  Cells& cells, Truth& truth);

}  // namespace trackloom::studies
