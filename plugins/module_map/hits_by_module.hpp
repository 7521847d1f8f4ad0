// The hits of an event grouped by module and, within a module, sorted by azimuth.
#pragma once

#include <cstdint>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "module_map/quantities.hpp"
#include "module_map/search_steps.hpp"

namespace trackloom::module_map {

// Azimuth of every module's centre, from which the hits on it are measured when they are sorted: so
// the order has no jump at +-pi.
std::vector<float> module_azimuths(const Detector& detector);

// "Place" is the position of a hit in this order. Keeps its memory from event to event.
struct HitsByModule {
  std::vector<std::uint32_t> first;  // modules + 1; places of module m: [first[m], first[m + 1])
  std::vector<std::uint32_t> row;    // of Hits, by place
  std::vector<Point> point;          // by place
  std::vector<float> azimuth;        // by place, relative to the module's centre, in [-pi, pi]

  // Throws std::runtime_error if a hit's module is not one of `azimuths`.
  void fill(const Hits& hits, const std::vector<float>& azimuths);

  bool empty(std::uint32_t module) const noexcept { return first[module] == first[module + 1]; }
  // Largest |azimuth| on a module that is not empty.
  float extent(std::uint32_t module) const noexcept {
    return module_map::extent(azimuth[first[module]], azimuth[first[module + 1] - 1]);
  }

 private:
  struct Entry {
    float azimuth;
    std::uint32_t row;
    friend bool operator<(const Entry& a, const Entry& b) noexcept {
      return a.azimuth != b.azimuth ? a.azimuth < b.azimuth : a.row < b.row;
    }
  };
  std::vector<Entry> order_;
  std::vector<std::uint32_t> next_;
};

}  // namespace trackloom::module_map
