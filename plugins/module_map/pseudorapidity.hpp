// Pseudorapidity with the same bits everywhere.
//
// The asinh of one C library is not that of another, nor that of a CUDA device, in the last place;
// an edge whose deta is at the end of a range would be there or not. This one is made of additions,
// multiplications, divisions and square roots of doubles, which IEEE 754 defines to the last bit
// (on a device: without fused multiply-add), and is the nearest float but for a few cases in 10^6.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numbers>

#include "event_data/host_device.hpp"

namespace trackloom::module_map {

// Of 1 and more: 2 atanh((m - 1) / (m + 1)) by its series, m in [0.7, 1.42], and a power of two.
TRACKLOOM_HD inline double logarithm(double y) {
  constexpr std::uint64_t half = 0x3FE0000000000000U, fraction = 0x000FFFFFFFFFFFFFU;
  constexpr double sqrt_half = 0.70710678118654752;
  std::uint64_t bits;
  std::memcpy(&bits, &y, sizeof bits);
  double exponent = static_cast<double>(bits >> 52) - 1022;
  bits = (bits & fraction) | half;  // in [0.5, 1)
  double m;
  std::memcpy(&m, &bits, sizeof m);
  if (m < sqrt_half) {
    m *= 2;
    exponent -= 1;
  }
  const double s = (m - 1) / (m + 1), s2 = s * s;
  double series = 0;
  for (int n = 19; n >= 1; n -= 2) series = series * s2 + 1.0 / n;
  return exponent * std::numbers::ln2 + 2 * s * series;
}

// asinh(z / r). Infinite or undefined where z / r is.
TRACKLOOM_HD inline float pseudorapidity(float z, float r) {
  const float slope = z / r;
  const double x = slope < 0 ? -slope : slope;
  if (!(x <= static_cast<double>(std::numeric_limits<float>::max()))) return slope;
  if (x < 0x1p-12) {  // where the logarithm's argument would lose the digits of x
    const double small = slope;
    return static_cast<float>(small * (1 - small * small / 6));
  }
  const auto eta = static_cast<float>(logarithm(x + std::sqrt(x * x + 1)));
  return slope < 0 ? -eta : eta;
}

}  // namespace trackloom::module_map
