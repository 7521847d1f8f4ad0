// Half-precision numbers (IEEE binary16) in memory. They are read, rounded to and multiplied,
// nothing else: sums are fp32.
#pragma once

#include <cstdint>
#include <cstring>

#include "event_data/host_device.hpp"

#ifdef __CUDACC__
#include <cuda_fp16.h>
#endif

namespace trackloom::cuda {

struct Half {
  std::uint16_t bits;
};

namespace detail {

// To the nearest, ties to even; the host's twin of the device's instruction.
inline std::uint16_t half_bits(float value) {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000U);
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  if (magnitude > 0x7F800000U) return sign | 0x7E00U;   // not a number
  if (magnitude >= 0x477FF000U) return sign | 0x7C00U;  // rounds beyond the largest
  std::uint32_t rounded, rest, unit;
  if (magnitude >= 0x38800000U) {
    rounded = (magnitude >> 13) - (112U << 10);
    rest = magnitude & 0x1FFFU;
    unit = 0x1000U;
  } else {  // subnormal: multiples of 2^-24
    const std::uint32_t exponent = magnitude >> 23;
    if (exponent < 102) return sign;
    const std::uint32_t shift = 126 - exponent;
    const std::uint32_t mantissa = (magnitude & 0x7FFFFFU) | 0x800000U;
    rounded = mantissa >> shift;
    rest = mantissa & ((1U << shift) - 1);
    unit = 1U << (shift - 1);
  }
  if (rest > unit || (rest == unit && (rounded & 1U) != 0)) ++rounded;
  return static_cast<std::uint16_t>(sign | rounded);
}

inline float half_value(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000U) << 16, exponent = (bits >> 10) & 0x1FU,
                      mantissa = bits & 0x3FFU;
  if (exponent == 0) {
    const float value = static_cast<float>(mantissa) * (1.0F / 16777216.0F);
    return sign != 0 ? -value : value;
  }
  const std::uint32_t wide =
      exponent == 31 ? 0x7F800000U | mantissa << 13 : (exponent + 112) << 23 | mantissa << 13;
  const std::uint32_t all = sign | wide;
  float value;
  std::memcpy(&value, &all, sizeof value);
  return value;
}

}  // namespace detail

// The nearest half; beyond the largest, 65504, that one. What is not a number stays so.
TRACKLOOM_HD inline Half to_half(float value) {
  const float bounded = value > 65504.0F ? 65504.0F : value < -65504.0F ? -65504.0F : value;
#ifdef __CUDA_ARCH__
  return {__half_as_ushort(__float2half_rn(bounded))};
#else
  return {detail::half_bits(bounded)};
#endif
}

TRACKLOOM_HD inline float to_float(Half value) {
#ifdef __CUDA_ARCH__
  return __half2float(__ushort_as_half(value.bits));
#else
  return detail::half_value(value.bits);
#endif
}

}  // namespace trackloom::cuda
