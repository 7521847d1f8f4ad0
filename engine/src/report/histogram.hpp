// Durations in log-linear buckets: eight per power of two, so that a quantile is right to 6 %.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace trackloom {

// Not thread-safe: each event in flight has its own, merged when the run is over.
class TimeHistogram {
 public:
  void add(std::int64_t ns) noexcept {
    ++buckets_[bucket(ns < 0 ? 0 : static_cast<std::uint64_t>(ns))];
  }

  void merge(const TimeHistogram& other) noexcept {
    for (std::size_t i = 0; i < buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
  }

  // Nanoseconds below which the fraction `q` of the entries lies (middle of the bucket); 0 if
  // empty.
  double quantile(double q) const noexcept;

 private:
  static constexpr unsigned sub_bits = 3;
  static constexpr std::uint64_t sub_count = 1U << sub_bits;
  static constexpr std::size_t count = (48 - sub_bits) * sub_count;  // up to 2^47 ns: 39 hours

  // Values below 8 have a bucket each; above, the three bits after the leading one choose.
  static constexpr std::size_t bucket(std::uint64_t value) noexcept {
    if (value < sub_count) return value;
    const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - 1 - sub_bits;
    const std::size_t index = shift * sub_count + (value >> shift);
    return index < count ? index : count - 1;
  }

  std::array<std::uint32_t, count> buckets_{};
};

}  // namespace trackloom
