// What learning accumulates: per triplet of modules, how often it was seen and where its ten
// quantities lie. Memory grows with the number of distinct module triplets, not with events.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "module_map/quantities.hpp"

namespace trackloom::module_map {

struct TripletRecord {
  std::array<std::uint32_t, 3> modules{};  // indices into Detector::modules, inner to outer
  std::uint32_t count = 0;
  Quantities min{}, max{};
  Quantities mean{}, squares{};  // sum of squared deviations from the mean (Welford)

  void add(const Quantities& values);
  float rms(std::size_t quantity) const;  // about the mean
};

class TripletTable {
 public:
  // Module indices are below 2^21. False, and nothing is added, if a quantity is not finite.
  bool add(const std::array<std::uint32_t, 3>& modules, const Quantities& values);

  bool has_triplet(const std::array<std::uint32_t, 3>& modules) const;
  bool has_doublet(std::uint32_t inner, std::uint32_t outer) const;
  std::size_t triplets() const noexcept { return records_.size(); }
  std::size_t doublets() const noexcept { return doublets_.size(); }

  // Sorted by modules; of those seen at least `min_count` times.
  std::vector<TripletRecord> sorted(std::uint32_t min_count) const;

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> index_;
  std::unordered_set<std::uint64_t> doublets_;
  std::vector<TripletRecord> records_;
};

}  // namespace trackloom::module_map
