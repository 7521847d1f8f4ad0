#include "bench/gnn/floor.hpp"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <vector>

namespace trackloom::bench {

double thread_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

namespace {

constexpr int chains = 12;  // more than latency x units
constexpr long rounds = 400000;

// `Vector` is one register; returns a number that depends on all of the work.
template <class Vector>
[[gnu::always_inline]] inline float multiply_adds() {
  Vector sum[chains];
#pragma GCC unroll 12
  for (int i = 0; i < chains; ++i) sum[i] = Vector{} + static_cast<float>(i);
  const Vector factor = Vector{} + 0.999F, term = Vector{} + 0.001F;
  for (long round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
    for (int i = 0; i < chains; ++i) {
      sum[i] = sum[i] * factor + term;
      asm("" : "+v"(sum[i]));  // one by one, in registers
    }
  }
  float total = 0;
#pragma GCC unroll 12
  for (int i = 0; i < chains; ++i) total += sum[i][0];
  return total;
}

typedef float V4 __attribute__((vector_size(16)));
typedef float V8 __attribute__((vector_size(32)));
typedef float V16 __attribute__((vector_size(64)));
typedef int I16 __attribute__((vector_size(64)));

[[gnu::target("avx2,fma")]] float with_avx2() {
  return multiply_adds<V8>();
}
float with_sse() {
  return multiply_adds<V4>();
}
[[gnu::target("avx512f")]] float with_avx512() {
  return multiply_adds<V16>();
}
[[gnu::target("avx512f,avx512bf16")]] float with_bf16() {
  V16 sum[chains];
  const V16 factor = V16{} + 1.0e-3F, term = V16{} + 1.0e-3F;
#pragma GCC unroll 12
  for (int i = 0; i < chains; ++i) sum[i] = V16{};
  for (long round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
    for (int i = 0; i < chains; ++i) {
      asm("vdpbf16ps %2, %1, %0" : "+v"(sum[i]) : "v"(factor), "v"(term));
    }
  }
  float total = 0;
#pragma GCC unroll 12
  for (int i = 0; i < chains; ++i) total += sum[i][0];
  return total;
}

[[gnu::target("avx512f,avx512vnni")]] float with_int8() {
  I16 sum[chains];
  const I16 factor = I16{} + 0x01010101, term = I16{} + 0x02020202;
#pragma GCC unroll 12
  for (int i = 0; i < chains; ++i) sum[i] = I16{};
  for (long round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
    for (int i = 0; i < chains; ++i) {
      asm("vpdpbusd %2, %1, %0" : "+v"(sum[i]) : "v"(factor), "v"(term));
    }
  }
  int total = 0;
#pragma GCC unroll 12
  for (int i = 0; i < chains; ++i) total += sum[i][0];
  return static_cast<float>(total);
}

// In GFLOP/s, of work that does `operations` per chain and round.
double best_rate(float (*work)(), double operations) {
  double best = 0;
  for (int repeat = 0; repeat < 10; ++repeat) {
    const double start = thread_seconds();
    [[maybe_unused]] volatile float kept = work();
    const double seconds = thread_seconds() - start;
    best = std::max(best, static_cast<double>(rounds) * chains * operations / seconds * 1e-9);
  }
  return best;
}

}  // namespace

double peak_gflops() {
  float (*work)() = &with_sse;
  double width = 4;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    work = &with_avx2;
    width = 8;
  }
  if (__builtin_cpu_supports("avx512f")) {
    work = &with_avx512;
    width = 16;
  }
  return best_rate(work, width * 2);
}

double peak_bf16_gflops() {
  return __builtin_cpu_supports("avx512bf16") ? best_rate(&with_bf16, 64) : 0;
}

double peak_int8_gops() {
  return __builtin_cpu_supports("avx512vnni") ? best_rate(&with_int8, 128) : 0;
}

double copy_gigabytes_per_second() {
  constexpr std::size_t bytes = std::size_t{256} << 20;
  std::vector<char> from(bytes, 1), to(bytes, 2);
  double best = 0;
  for (int repeat = 0; repeat < 5; ++repeat) {
    const double start = thread_seconds();
    std::memcpy(to.data(), from.data(), bytes);
    best = std::max(best, 2 * static_cast<double>(bytes) / (thread_seconds() - start) * 1e-9);
    from[static_cast<std::size_t>(repeat)] = to[bytes - 1];
  }
  return best;
}

}  // namespace trackloom::bench
