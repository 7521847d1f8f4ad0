#include "report/histogram.hpp"

#include <cmath>

namespace trackloom {

double TimeHistogram::quantile(double q) const noexcept {
  std::uint64_t total = 0;
  for (const std::uint32_t n : buckets_) total += n;
  if (total == 0) return 0;
  const double last = static_cast<double>(total - 1);
  const auto wanted = static_cast<std::uint64_t>(std::llround(q * last));
  std::uint64_t passed = 0;
  std::size_t i = 0;
  while (passed + buckets_[i] <= wanted) passed += buckets_[i++];
  if (i < sub_count) return static_cast<double>(i);
  const std::size_t shift = i / sub_count - 1;
  const double low =
      std::ldexp(static_cast<double>(i - shift * sub_count), static_cast<int>(shift));
  return low + std::ldexp(0.5, static_cast<int>(shift));
}

}  // namespace trackloom
