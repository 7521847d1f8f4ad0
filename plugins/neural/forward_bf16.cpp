// Compiled once per instruction set, which is chosen at run time. Highway 1.0.3 has no bf16 dot
// product, hence the intrinsics; everything else is in GCC's vectors of 16 numbers, of which the
// compiler makes what the instruction set has.
#include "neural/forward_bf16.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define TRACKLOOM_INLINE [[gnu::always_inline]] inline

namespace trackloom::neural {

namespace {

using Half = std::uint16_t;
// One panel each.
typedef float Vector __attribute__((vector_size(64), aligned(4), may_alias));
typedef std::uint32_t Pairs __attribute__((vector_size(64), aligned(2), may_alias));
typedef Half Halves __attribute__((vector_size(32), aligned(2), may_alias));

// The parts that all instruction sets write alike; they must be compiled inside each.
#define TRACKLOOM_BF16_COMMON                                                 \
  TRACKLOOM_INLINE Vector load(const float* p) {                              \
    return *reinterpret_cast<const Vector*>(p);                               \
  }                                                                           \
  TRACKLOOM_INLINE void store(Vector v, float* p) {                           \
    *reinterpret_cast<Vector*>(p) = v;                                        \
  }                                                                           \
  TRACKLOOM_INLINE Pairs load_pairs(const Half* p) {                          \
    return *reinterpret_cast<const Pairs*>(p);                                \
  }                                                                           \
  TRACKLOOM_INLINE Vector widen(const Half* p) {                              \
    const Halves v = *reinterpret_cast<const Halves*>(p);                     \
    return reinterpret_cast<Vector>(__builtin_convertvector(v, Pairs) << 16); \
  }                                                                           \
  TRACKLOOM_INLINE Vector positive(Vector v) { /* a NaN stays one */          \
    return v < Vector{} ? Vector{} : v;                                       \
  }

#define TRACKLOOM_BF16_PORTABLE                                                         \
  constexpr int tile_rows = 6, tile_vectors = 1;                                        \
  TRACKLOOM_INLINE Vector dot(Vector sum, Pairs a, Pairs b) {                           \
    const Pairs high = Pairs{} + 0xFFFF0000U;                                           \
    sum += reinterpret_cast<Vector>(a & high) * reinterpret_cast<Vector>(b & high);     \
    return sum + reinterpret_cast<Vector>(a << 16) * reinterpret_cast<Vector>(b << 16); \
  }                                                                                     \
  TRACKLOOM_INLINE void round(Vector v, Half* p) {                                      \
    const Pairs bits = reinterpret_cast<Pairs>(v);                                      \
    const Pairs even = (bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16;                    \
    const Pairs rounded = v == v ? even : (bits >> 16) | 0x40U;                         \
    *reinterpret_cast<Halves*>(p) = __builtin_convertvector(rounded, Halves);           \
  }                                                                                     \
  TRACKLOOM_INLINE float sum_of(Vector v) {                                             \
    float sum = 0;                                                                      \
    for (int i = 0; i < 8; ++i) sum += v[i] + v[i + 8];                                 \
    return sum;                                                                         \
  }                                                                                     \
  TRACKLOOM_INLINE Vector inverse_root(Vector v) {                                      \
    for (int i = 0; i < 16; ++i) v[i] = 1.0F / std::sqrt(v[i]);                         \
    return v;                                                                           \
  }

namespace baseline {
TRACKLOOM_BF16_COMMON
TRACKLOOM_BF16_PORTABLE
#include "neural/forward_bf16_block.hpp"
}  // namespace baseline

#if defined(__x86_64__)
#pragma GCC push_options
#pragma GCC target("avx2,fma")
namespace avx2 {
TRACKLOOM_BF16_COMMON
TRACKLOOM_BF16_PORTABLE
#include "neural/forward_bf16_block.hpp"
}  // namespace avx2
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,avx2,fma")
namespace avx512 {
TRACKLOOM_BF16_COMMON
// 24 sums, two vectors of B and a broadcast in 32 registers.
constexpr int tile_rows = 12, tile_vectors = 2;
TRACKLOOM_INLINE Vector dot(Vector sum, Pairs a, Pairs b) {
  return reinterpret_cast<Vector>(_mm512_dpbf16_ps(
      reinterpret_cast<__m512>(sum), reinterpret_cast<__m512bh>(a), reinterpret_cast<__m512bh>(b)));
}
TRACKLOOM_INLINE void round(Vector v, Half* p) {
  *reinterpret_cast<Halves*>(p) =
      reinterpret_cast<Halves>(_mm512_cvtneps_pbh(reinterpret_cast<__m512>(v)));
}
TRACKLOOM_INLINE float sum_of(Vector v) {
  return _mm512_reduce_add_ps(reinterpret_cast<__m512>(v));
}
TRACKLOOM_INLINE Vector inverse_root(Vector v) {
  return 1.0F / reinterpret_cast<Vector>(_mm512_sqrt_ps(reinterpret_cast<__m512>(v)));
}
#include "neural/forward_bf16_block.hpp"
}  // namespace avx512
#pragma GCC pop_options
#endif

std::vector<Bf16Kernel> runnable() {
  std::vector<Bf16Kernel> kernels;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) {
    kernels.push_back({"AVX512_BF16", avx512::run});
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    kernels.push_back({"AVX2", avx2::run});
  }
#endif
  kernels.push_back({"baseline", baseline::run});
  return kernels;
}

}  // namespace

std::span<const Bf16Kernel> bf16_kernels() {
  static const std::vector<Bf16Kernel> kernels = runnable();
  return kernels;
}

void forward_bf16(std::span<const Pass> passes, std::int64_t rows, ForwardMemory& memory) {
  bf16_kernels().front().run(passes, rows, memory);
}

}  // namespace trackloom::neural
