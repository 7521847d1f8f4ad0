// The CSV files of one event of ACTS, each from text to product.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "acts_csv/geometry.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "trackml/id_index.hpp"

namespace trackloom::acts_csv {

// What links the files of one event.
struct EventLinks {
  trackml::IdIndex measurements;           // row of Hits by measurement_id
  trackml::IdIndex particles;              // row of Particles by barcode
  std::vector<std::uint64_t> crossing_id;  // barcode of each row of the simulated hits
  std::vector<float> tx, ty, tz, px, py, pz, energy_loss;  // of those rows; mm, GeV
};

// ACTS' barcode as one number, packed as its 64-bit encoding was: primary vertex 12 bits, secondary
// vertex 12, particle 16, generation 8, sub-particle 16, from the top.
// All functions throw std::runtime_error FILE:LINE:COLUMN; `file` is the name for messages.
// Products must be clear.

// Hits of CsvMeasurementWriter in the order of the file; id is measurement_id.
void parse_measurements(const std::string& file, const trackml::ByteBuffer& text,
                        const Detector& detector, const ModuleOfGeometryId& modules,
                        EventLinks& links, Hits& hits);
void parse_cells(const std::string& file, const trackml::ByteBuffer& text, const Hits& hits,
                 const EventLinks& links, Cells& cells);
// Charged ones only, sorted by barcode; number of hits is filled by parse_truth.
void parse_particles(const std::string& file, const trackml::ByteBuffer& text, EventLinks& links,
                     Particles& particles);
void parse_simulated_hits(const std::string& file, const trackml::ByteBuffer& text,
                          EventLinks& links);
// measurement-simhit-map: a hit is of the particle that lost most energy in it (ties: of the first
// row); without a row it is noise. Fills truth, its weights and particles.hits.
void parse_truth(const std::string& file, const trackml::ByteBuffer& text, const Hits& hits,
                 const EventLinks& links, Particles& particles, Truth& truth);

}  // namespace trackloom::acts_csv
