// Random numbers that follow from a counter, so that a resumed training needs no state.
#pragma once

#include <cstdint>

namespace trackloom::neural {

// splitmix64 (S. Vigna).
inline std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream) : state_(mix(mix(seed) ^ mix(~stream))) {}

  std::uint64_t next() { return mix(state_++); }
  // In [0, 1).
  double uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
  // In [0, count); count is far below 2^32, so its remainder is as good as uniform.
  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(next() % count); }
  bool flip() { return (next() & 1U) != 0; }

 private:
  std::uint64_t state_;
};

}  // namespace trackloom::neural
