// Atomics whose outcome does not depend on the order: integers only. On the host, where grids are
// emulated by one thread, plain operations. And floats as integers of the same order.
#pragma once

#include <cstdint>
#include <cstring>

#include "event_data/host_device.hpp"

namespace trackloom::cuda {

TRACKLOOM_HD inline void atomic_add(std::uint32_t* to, std::uint32_t value) {
#ifdef __CUDA_ARCH__
  atomicAdd(to, value);
#else
  *to += value;
#endif
}

// The value before.
TRACKLOOM_HD inline std::uint32_t atomic_min(std::uint32_t* to, std::uint32_t value) {
#ifdef __CUDA_ARCH__
  return atomicMin(to, value);
#else
  const std::uint32_t before = *to;
  if (value < before) *to = value;
  return before;
#endif
}

TRACKLOOM_HD inline void atomic_max(std::uint32_t* to, std::uint32_t value) {
#ifdef __CUDA_ARCH__
  atomicMax(to, value);
#else
  if (value > *to) *to = value;
#endif
}

// a < b gives ordered_bits(a) < ordered_bits(b), for numbers that are no NaN.
TRACKLOOM_HD inline std::uint32_t ordered_bits(float value) {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
}

TRACKLOOM_HD inline float from_ordered_bits(std::uint32_t ordered) {
  const std::uint32_t bits = (ordered & 0x80000000U) != 0 ? ordered & 0x7FFFFFFFU : ~ordered;
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

}  // namespace trackloom::cuda
