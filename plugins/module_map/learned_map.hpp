// What a learned map consists of before ranges are chosen, and its form on disk.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "event_data/detector.hpp"
#include "module_map/triplet_table.hpp"

namespace trackloom::module_map {

inline constexpr const char* map_kind = "module_map";
inline constexpr std::uint32_t map_version = 1;

// The quantities scatter alike in all module triplets of the same three layers. The pooled scatter
// (the median of the triplets' rms, weighted by their degrees of freedom) tells how wide the ranges
// of a triplet are that was seen only once or twice.
using LayerTriplet = std::array<std::uint16_t, 3>;
using Scatter = std::array<float, all_quantities>;

// Slopes in x-y scatter by 1 / cos^2(azimuth): multiplied by this factor, taken at the middle
// module, their scatter does not depend on the azimuth and can be pooled. 1 for the others.
float scatter_factor(std::size_t quantity, float middle_azimuth);

struct LearnedMap {
  std::uint64_t geometry = 0;         // Detector::fingerprint()
  std::string metadata;               // JSON: how it was made
  std::vector<float> module_azimuth;  // of the centre, per module
  std::vector<std::uint16_t> module_layer;
  std::map<LayerTriplet, Scatter> pool;  // layer triplets that have a scatter
  Scatter overall{};                     // for the others
  std::vector<TripletRecord> triplets;   // sorted by modules

  // Pooled scatter of this triplet's quantities (the azimuth's factor taken out again).
  Scatter scatter_of(const TripletRecord& triplet) const;
};

// Scatter is pooled over all triplets of the table, of which those seen at least `min_occurrence`
// times become part of the map.
LearnedMap make_learned_map(const TripletTable& table, const Detector& detector,
                            std::uint32_t min_occurrence);

// Packed with rounding: means to 1/8 of the pooled scatter, rms up to the next 1/8, minimum and
// maximum outward to the next 1/4. Layout: learned_map_file.cpp. Errors as in
// event_data/map_file.hpp.
void write_map(const LearnedMap& map, const std::filesystem::path& path);
LearnedMap read_map(const std::filesystem::path& path);

}  // namespace trackloom::module_map
