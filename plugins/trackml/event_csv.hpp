// The files of one event, each from text to product (algorithms.md section 1).
#pragma once

#include <string>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "trackml/byte_buffer.hpp"
#include "trackml/csv_table.hpp"
#include "trackml/id_index.hpp"

namespace trackloom::trackml {

// Memory that the functions below share and keep; one per thread.
struct ParseScratch {
  std::vector<std::uint64_t> id;
  std::vector<std::uint32_t> row, volume, layer, module, next;
  std::vector<std::int32_t> integer;
  std::vector<float> real;
  std::vector<double> weight;
  IdIndex hits;       // set by parse_hits, used for cells and truth
  IdIndex particles;  // set by parse_particles, used for truth
};

// Errors are std::runtime_error that begin with FILE:LINE:COLUMN (or FILE for the whole file).
// `file` is the name for messages. Products must be clear; their memory is reused.
void parse_hits(const std::string& file, const ByteBuffer& text, const Detector& detector,
                ParseScratch& scratch, Hits& hits);
// Any order of rows: the cells of a hit keep the order that they have among themselves.
void parse_cells(const std::string& file, const ByteBuffer& text, const Hits& hits,
                 ParseScratch& scratch, Cells& cells);
// Sorts by id.
void parse_particles(const std::string& file, const ByteBuffer& text, ParseScratch& scratch,
                     Particles& particles);
// Any order of rows, exactly one for each hit.
void parse_truth(const std::string& file, const ByteBuffer& text, const Hits& hits,
                 const Particles& particles, ParseScratch& scratch, Truth& truth);

}  // namespace trackloom::trackml
