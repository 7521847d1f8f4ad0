// The columns of an event and of the detector: from and to the products that stages exchange.
#pragma once

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "event_file/block_builder.hpp"
#include "event_file/event_file.hpp"

namespace trackloom::event_file {

// Parts that are absent or not `present` get no columns.
void add_hits(BlockBuilder& block, const Hits& hits);
void add_cells(BlockBuilder& block, const Cells& cells);
void add_truth(BlockBuilder& block, const Truth& truth);
void add_particles(BlockBuilder& block, const Particles& particles);
void add_detector(BlockBuilder& block, const Detector& detector);

// Products must be clear; their memory is reused. Checks what stages rely on besides the checksums:
// ids below 2^63 and unique, finite reals, rows that exist. Throws "FILE: offset N: event I: ...".
void read_hits(const Block& block, std::uint64_t count, const Detector& detector, Hits& hits);
void read_cells(const Block& block, const Hits& hits, Cells& cells);  // if the block has them
void read_particles(const Block& block, Particles& particles);        // if the block has them
// If the block has it; the particles must have been read.
void read_truth(const Block& block, const Hits& hits, const Particles& particles, Truth& truth);
Detector read_detector(const Block& block);

}  // namespace trackloom::event_file
