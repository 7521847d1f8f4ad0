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

}  // namespace trackloom::neural
