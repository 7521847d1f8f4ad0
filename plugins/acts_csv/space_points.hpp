// Space points of ACTS: hits that are made of one measurement, or of two strip measurements.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "acts_csv/event_tables.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "trackloom/product.hpp"

namespace trackloom::acts_csv {

// Rows of the measurements file behind each hit, counted from 0; not present where a hit is a
// measurement.
struct HitMeasurements {
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  bool present = false;
  std::vector<std::uint32_t> first, second;  // second: none, or the other strip

  void clear() {
    present = false;
    first.clear();
    second.clear();
  }
  std::size_t bytes() const noexcept { return (first.size() + second.size()) * sizeof(first[0]); }
};

// Hits of CsvSpacePointWriter (eventNNN-spacepoint.csv) in the order of the file; id is the row,
// counted from 0, the module that of the first measurement. Throws std::runtime_error
// FILE:LINE:COLUMN.
void parse_space_points(const std::string& file, const trackml::ByteBuffer& text,
                        const Hits& measured, const EventLinks& links, Hits& hits,
                        HitMeasurements& made_of);

// The cells of the first measurement of every hit: those of the other strip are counted along axes
// of their own.
Cells cells_of(const HitMeasurements& made_of, const Cells& measured);

// A hit of two measurements is of a particle if both are; otherwise the strips crossed where
// nothing was, and it is noise. Counts the particles' hits and weights anew.
Truth truth_of(const HitMeasurements& made_of, const Hits& hits, const Truth& measured,
               Particles& particles);

}  // namespace trackloom::acts_csv

TRACKLOOM_PRODUCT(trackloom::acts_csv::HitMeasurements, "acts_csv.hit_measurements", 1)
