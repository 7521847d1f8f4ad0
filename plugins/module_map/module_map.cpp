#include "module_map/module_map.hpp"

#include <algorithm>
#include <limits>

namespace trackloom::module_map {
namespace {

void widen(DoubletWindow& envelope, const DoubletWindow& window) {
  for (std::size_t q = 0; q < doublet_quantities; ++q) {
    envelope.min[q] = std::min(envelope.min[q], window.min[q]);
    envelope.max[q] = std::max(envelope.max[q], window.max[q]);
  }
}

std::uint64_t key_of(std::uint32_t inner, std::uint32_t outer) {
  return static_cast<std::uint64_t>(inner) << 32 | outer;
}

}  // namespace

ModuleMap make_module_map(std::size_t modules, const std::vector<TripletEntry>& entries) {
  std::vector<std::uint64_t> keys;
  keys.reserve(2 * entries.size());
  for (const TripletEntry& entry : entries) {
    keys.push_back(key_of(entry.modules[0], entry.modules[1]));
    keys.push_back(key_of(entry.modules[1], entry.modules[2]));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  const auto doublet_of = [&](std::uint32_t inner, std::uint32_t outer) {
    const auto found = std::lower_bound(keys.begin(), keys.end(), key_of(inner, outer));
    return static_cast<std::uint32_t>(found - keys.begin());
  };

  ModuleMap map;
  map.doublet_first.assign(modules + 1, 0);
  map.outer_module.reserve(keys.size());
  for (const std::uint64_t key : keys) {
    ++map.doublet_first[(key >> 32) + 1];
    map.outer_module.push_back(static_cast<std::uint32_t>(key));
  }
  for (std::size_t m = 0; m < modules; ++m) map.doublet_first[m + 1] += map.doublet_first[m];

  DoubletWindow empty;
  empty.min.fill(std::numeric_limits<float>::infinity());
  empty.max.fill(-std::numeric_limits<float>::infinity());
  map.doublet.assign(keys.size(), empty);
  map.triplet_first.assign(keys.size() + 1, 0);
  map.outer_doublet.reserve(entries.size());
  map.triplet.reserve(entries.size());
  for (const TripletEntry& entry : entries) {
    const std::uint32_t inner = doublet_of(entry.modules[0], entry.modules[1]);
    const std::uint32_t outer = doublet_of(entry.modules[1], entry.modules[2]);
    widen(map.doublet[inner], entry.window.inner);
    widen(map.doublet[outer], entry.window.outer);
    ++map.triplet_first[inner + 1];
    map.outer_doublet.push_back(outer);
    map.triplet.push_back(entry.window);
  }
  for (std::size_t d = 0; d < keys.size(); ++d) map.triplet_first[d + 1] += map.triplet_first[d];
  return map;
}

}  // namespace trackloom::module_map
