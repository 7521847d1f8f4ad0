// Compiled once per instruction set, which is chosen at run time. Integers are added up, so that
// all of them make the same numbers but for the rounding of fp32.
#include "neural/rounded_types.hpp"

namespace trackloom::neural {

namespace {

#define TRACKLOOM_INT8_PORTABLE                                                         \
  constexpr int tile_rows = 6, tile_vectors = 1;                                        \
  TRACKLOOM_INLINE Integers dot(Integers sum, Words a, Words b) {                       \
    for (int byte = 0; byte < 4; ++byte) {                                              \
      const Words code = (a >> (8 * byte)) & 255U;                                      \
      sum += reinterpret_cast<Integers>(code) *                                         \
             (reinterpret_cast<Integers>(b << (24 - 8 * byte)) >> 24);                  \
    }                                                                                   \
    return sum;                                                                         \
  }                                                                                     \
  TRACKLOOM_INLINE void store_codes(Integers v, std::uint8_t* p) {                      \
    const Integers most = Integers{} + 255;                                             \
    *reinterpret_cast<Codes*>(p) = __builtin_convertvector(v > most ? most : v, Codes); \
  }                                                                                     \
  TRACKLOOM_INLINE float largest(Vector v) { /* a NaN stays one */                      \
    float most = v[0];                                                                  \
    for (int i = 1; i < 16; ++i) most = v[i] > most || v[i] != v[i] ? v[i] : most;      \
    return most;                                                                        \
  }

namespace baseline {
TRACKLOOM_INT8_PORTABLE
#include "neural/rounded_vectors.hpp"
//
#include "neural/int8_format.hpp"
//
#include "neural/rounded_block.hpp"
}  // namespace baseline

#if defined(__x86_64__)
#pragma GCC push_options
#pragma GCC target("avx2,fma")
namespace avx2 {
TRACKLOOM_INT8_PORTABLE
#include "neural/rounded_vectors.hpp"
//
#include "neural/int8_format.hpp"
//
#include "neural/rounded_block.hpp"
}  // namespace avx2
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx2,fma")
namespace avx512 {
// 24 sums, two vectors of B and a broadcast in 32 registers.
constexpr int tile_rows = 12, tile_vectors = 2;
TRACKLOOM_INLINE Integers dot(Integers sum, Words a, Words b) {
  return reinterpret_cast<Integers>(_mm512_dpbusd_epi32(
      reinterpret_cast<__m512i>(sum), reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
}
TRACKLOOM_INLINE void store_codes(Integers v, std::uint8_t* p) {
  _mm_storeu_si128(reinterpret_cast<__m128i_u*>(p),
                   _mm512_cvtusepi32_epi8(reinterpret_cast<__m512i>(v)));
}
TRACKLOOM_INLINE float largest(Vector v) {  // a NaN stays one
  const auto all = reinterpret_cast<__m512>(v);
  if (_mm512_cmp_ps_mask(all, all, _CMP_UNORD_Q) != 0) {
    return std::numeric_limits<float>::quiet_NaN();
  }
  return _mm512_reduce_max_ps(all);
}
#include "neural/rounded_vectors.hpp"
//
#include "neural/int8_format.hpp"
//
#include "neural/rounded_block.hpp"
}  // namespace avx512
#pragma GCC pop_options
#endif

}  // namespace

std::span<const RoundedKernel> int8_kernels() {
#if defined(__x86_64__)
  static const auto kernels =
      runnable(__builtin_cpu_supports("avx512vnni") != 0, {"AVX512_VNNI", avx512::run},
               {"AVX2", avx2::run}, {"baseline", baseline::run});
#else
  static const std::vector<RoundedKernel> kernels = {{"baseline", baseline::run}};
#endif
  return kernels;
}

}  // namespace trackloom::neural
