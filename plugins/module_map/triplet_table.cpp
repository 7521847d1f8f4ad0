#include "module_map/triplet_table.hpp"

#include <algorithm>
#include <cmath>

namespace trackloom::module_map {
namespace {

constexpr unsigned module_bits = 21;

std::uint64_t key_of(std::uint32_t inner, std::uint32_t outer) {
  return static_cast<std::uint64_t>(inner) << module_bits | outer;
}

std::uint64_t key_of(const std::array<std::uint32_t, 3>& modules) {
  return key_of(modules[0], modules[1]) << module_bits | modules[2];
}

}  // namespace

void TripletRecord::add(const Quantities& values) {
  if (count == 0) {
    min = max = values;
  }
  ++count;
  for (std::size_t q = 0; q < all_quantities; ++q) {
    min[q] = std::min(min[q], values[q]);
    max[q] = std::max(max[q], values[q]);
    const float before = values[q] - mean[q];
    mean[q] += before / static_cast<float>(count);
    squares[q] += before * (values[q] - mean[q]);
  }
}

float TripletRecord::rms(std::size_t quantity) const {
  return std::sqrt(squares[quantity] / static_cast<float>(count));
}

bool TripletTable::add(const std::array<std::uint32_t, 3>& modules, const Quantities& values) {
  if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); })) {
    return false;
  }
  const auto [found, added] =
      index_.try_emplace(key_of(modules), static_cast<std::uint32_t>(records_.size()));
  if (added) {
    records_.emplace_back().modules = modules;
    doublets_.insert(key_of(modules[0], modules[1]));
    doublets_.insert(key_of(modules[1], modules[2]));
  }
  records_[found->second].add(values);
  return true;
}

bool TripletTable::has_triplet(const std::array<std::uint32_t, 3>& modules) const {
  return index_.contains(key_of(modules));
}

bool TripletTable::has_doublet(std::uint32_t inner, std::uint32_t outer) const {
  return doublets_.contains(key_of(inner, outer));
}

std::vector<TripletRecord> TripletTable::sorted(std::uint32_t min_count) const {
  std::vector<TripletRecord> kept;
  std::copy_if(records_.begin(), records_.end(), std::back_inserter(kept),
               [&](const TripletRecord& record) { return record.count >= min_count; });
  std::sort(kept.begin(), kept.end(),
            [](const TripletRecord& a, const TripletRecord& b) { return a.modules < b.modules; });
  return kept;
}

}  // namespace trackloom::module_map
