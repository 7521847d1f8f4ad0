// Hits: the space points of one event, as a structure of arrays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "trackloom/product.hpp"

namespace trackloom {

// All columns have size() entries; row i is one hit, and "hit i" means that row everywhere (graph
// nodes, tracks, truth). Rows keep the order of the input file. Lengths in mm, angles in rad.
struct Hits {
  std::vector<std::uint64_t> id;      // hit_id of the file, < 2^63, unique
  std::vector<float> x, y, z;         // global position
  std::vector<float> r, phi;          // hypot(x, y); atan2(y, x) in (-pi, pi]
  std::vector<std::uint32_t> module;  // index into Detector::modules
  std::vector<std::uint16_t> layer;   // index into Detector::layers

  std::size_t size() const noexcept { return id.size(); }
  void clear();
  void resize(std::size_t count);
  std::size_t bytes() const noexcept;
  void fill_cylindrical();  // r and phi from x and y
};

// The charge deposits behind the hits, grouped by hit: cells of hit i are [first[i], first[i + 1]).
// Not every data set has them.
struct Cells {
  bool present = false;
  std::vector<std::uint32_t> first;    // hits + 1 entries when present, else empty
  std::vector<std::int32_t> ch0, ch1;  // channel along the module's u and v axis
  std::vector<float> value;            // deposited charge, in the data set's unit

  void clear();
  std::size_t bytes() const noexcept;
};

}  // namespace trackloom

TRACKLOOM_PRODUCT(trackloom::Hits, "event_data.hits", 1)
TRACKLOOM_PRODUCT(trackloom::Cells, "event_data.cells", 1)
