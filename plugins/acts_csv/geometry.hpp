// From the geometry identifiers of ACTS to the modules of a detector table.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "event_data/detector.hpp"
#include "trackml/byte_buffer.hpp"

namespace trackloom::acts_csv {

// The parts of Acts::GeometryIdentifier (Core/include/Acts/Geometry/GeometryIdentifier.hpp):
// volume 8 bits, boundary 8, layer 12, approach 8, sensitive 20, extra 8, from the top.
struct GeometryId {
  std::uint64_t value = 0;
  std::uint32_t volume() const noexcept { return static_cast<std::uint32_t>(value >> 56U); }
  std::uint32_t layer() const noexcept { return value >> 36U & 0xFFFU; }
  std::uint32_t sensitive() const noexcept { return value >> 8U & 0xFFFFFU; }
};

using ModuleOfGeometryId = std::unordered_map<std::uint64_t, std::uint32_t>;  // row of modules()

// `text` is what CsvTrackingGeometryWriter writes. Each of its sensitive surfaces is matched to the
// module of the same volume and layer whose centre and axes are the same (to 0.01 mm and 1e-3):
// numbers of modules may differ between the two. Throws std::runtime_error FILE:LINE:COLUMN where
// a surface has no such module.
ModuleOfGeometryId match_modules(const std::string& file, const trackml::ByteBuffer& text,
                                 const Detector& detector);

}  // namespace trackloom::acts_csv
