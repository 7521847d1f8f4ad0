#include "run/clock.hpp"

#include <chrono>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace trackloom {
namespace {

#if defined(__x86_64__)

bool counter_is_constant() noexcept {
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  return __get_cpuid(0x80000007U, &a, &b, &c, &d) != 0 && (d >> 8 & 1U) != 0;
}

#endif

}  // namespace

std::int64_t TickClock::steady_ns() noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

TickClock::TickClock() {
#if defined(__x86_64__)
  if (!counter_is_constant()) return;
  // A pair of looks is off by the time between them, so that the quickest of some is taken.
  struct Pair {
    std::int64_t ns = 0;
    std::uint64_t tick = 0;
  };
  const auto look = [] {
    Pair best;
    std::uint64_t shortest = UINT64_MAX;
    for (int i = 0; i < 8; ++i) {
      const std::uint64_t before = __rdtsc();
      const std::int64_t ns = steady_ns();
      const std::uint64_t after = __rdtsc();
      if (after - before >= shortest) continue;
      shortest = after - before;
      best = {ns, before + shortest / 2};
    }
    return best;
  };
  constexpr std::int64_t measuring_ns = 2000000;
  const Pair first = look();
  while (steady_ns() - first.ns < measuring_ns) {
  }
  const Pair second = look();
  if (second.tick <= first.tick) return;
  first_ns_ = first.ns;
  first_tick_ = first.tick;
  ns_per_tick_ =
      static_cast<double>(second.ns - first.ns) / static_cast<double>(second.tick - first.tick);
#endif
}

}  // namespace trackloom
