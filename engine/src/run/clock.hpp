// The one clock of a run: monotonic nanoseconds, the same for all threads.
#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace trackloom {

// Two looks at the clock are a third of what the engine costs per stage. Where the processor's time
// stamp counter runs at a constant rate (CPUID 8000_0007h, EDX bit 8), reading it takes a third of
// the time of clock_gettime; elsewhere the steady clock is used. The rate is measured once, to
// about 20 ppm.
class TickClock {
 public:
  TickClock();

  std::int64_t now_ns() const noexcept {
#if defined(__x86_64__)
    if (ns_per_tick_ > 0) {
      const auto ticks = static_cast<std::int64_t>(__rdtsc() - first_tick_);
      return first_ns_ + static_cast<std::int64_t>(static_cast<double>(ticks) * ns_per_tick_);
    }
#endif
    return steady_ns();
  }

 private:
  static std::int64_t steady_ns() noexcept;

  double ns_per_tick_ = 0;  // 0: no usable counter
  std::int64_t first_ns_ = 0;
  std::uint64_t first_tick_ = 0;
};

inline std::int64_t now_ns() noexcept {
  static const TickClock clock;
  return clock.now_ns();
}

}  // namespace trackloom
