// What forward_bf16.cpp and forward_int8.cpp share outside the kernels.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "neural/forward_rounded.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define TRACKLOOM_INLINE [[gnu::always_inline]] inline

namespace trackloom::neural {

using Half = std::uint16_t;
// One panel each.
typedef float Vector __attribute__((vector_size(64), aligned(4), may_alias));
typedef std::uint32_t Words __attribute__((vector_size(64), aligned(4), may_alias));
typedef std::int32_t Integers __attribute__((vector_size(64), aligned(4), may_alias));
typedef Half Halves __attribute__((vector_size(32), aligned(2), may_alias));
typedef std::uint8_t Codes __attribute__((vector_size(16), aligned(1), may_alias));

#if defined(__x86_64__)
// What this CPU can run of a kernel that is compiled three times; `has`: it has the instruction
// that the first, `avx512`, is called after.
inline std::vector<RoundedKernel> runnable(bool has, const RoundedKernel& avx512,
                                           const RoundedKernel& avx2,
                                           const RoundedKernel& baseline) {
  std::vector<RoundedKernel> kernels;
  if (has && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq")) {
    kernels.push_back(avx512);
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) kernels.push_back(avx2);
  kernels.push_back(baseline);
  return kernels;
}
#endif

}  // namespace trackloom::neural
