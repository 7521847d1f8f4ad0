// Compiled once per instruction set, which is chosen at run time. Highway 1.0.3 has no bf16 dot
// product, hence the intrinsics.
#include "neural/rounded_types.hpp"

namespace trackloom::neural {

namespace {

// Products in fp32, which are exact.
#define TRACKLOOM_BF16_PORTABLE                                                         \
  constexpr int tile_rows = 6, tile_vectors = 1;                                        \
  TRACKLOOM_INLINE Vector dot(Vector sum, Words a, Words b) {                           \
    const Words high = Words{} + 0xFFFF0000U;                                           \
    sum += reinterpret_cast<Vector>(a & high) * reinterpret_cast<Vector>(b & high);     \
    return sum + reinterpret_cast<Vector>(a << 16) * reinterpret_cast<Vector>(b << 16); \
  }

namespace baseline {
TRACKLOOM_BF16_PORTABLE
#include "neural/rounded_vectors.hpp"
//
#include "neural/bf16_format.hpp"
//
#include "neural/rounded_block.hpp"
}  // namespace baseline

#if defined(__x86_64__)
#pragma GCC push_options
#pragma GCC target("avx2,fma")
namespace avx2 {
TRACKLOOM_BF16_PORTABLE
#include "neural/rounded_vectors.hpp"
//
#include "neural/bf16_format.hpp"
//
#include "neural/rounded_block.hpp"
}  // namespace avx2
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,avx2,fma")
namespace avx512 {
// 24 sums, two vectors of B and a broadcast in 32 registers.
constexpr int tile_rows = 12, tile_vectors = 2;
TRACKLOOM_INLINE Vector dot(Vector sum, Words a, Words b) {
  return reinterpret_cast<Vector>(_mm512_dpbf16_ps(
      reinterpret_cast<__m512>(sum), reinterpret_cast<__m512bh>(a), reinterpret_cast<__m512bh>(b)));
}
#include "neural/rounded_vectors.hpp"
//
#include "neural/bf16_format.hpp"
//
#include "neural/rounded_block.hpp"
}  // namespace avx512
#pragma GCC pop_options
#endif

}  // namespace

std::span<const RoundedKernel> bf16_kernels() {
#if defined(__x86_64__)
  static const auto kernels =
      runnable(__builtin_cpu_supports("avx512bf16") != 0, {"AVX512_BF16", avx512::run},
               {"AVX2", avx2::run}, {"baseline", baseline::run});
#else
  static const std::vector<RoundedKernel> kernels = {{"baseline", baseline::run}};
#endif
  return kernels;
}

}  // namespace trackloom::neural
