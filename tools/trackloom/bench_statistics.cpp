#include "bench_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

double quantile(const std::vector<double>& sorted, double q) {
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// The largest k with P(B < k) <= 0.025, from 1 even where that is too much to ask.
std::size_t rank_of_interval(std::size_t count) {
  const auto n = static_cast<double>(count);
  double below = 0;  // P(B < k + 1)
  std::size_t k = 0;
  while (k < count) {
    const auto i = static_cast<double>(k);
    const double log_ways = std::lgamma(n + 1) - std::lgamma(i + 1) - std::lgamma(n - i + 1);
    below += std::exp(log_ways - n * std::log(2.0));
    if (below > 0.025) break;
    ++k;
  }
  return std::max<std::size_t>(k, 1);
}

}  // namespace

double Spread::relative_width() const noexcept {
  if (!has_interval() || median <= 0) return std::numeric_limits<double>::infinity();
  return 0.5 * (high - low) / median;
}

Spread spread_of(std::vector<double> values) {
  Spread spread;
  spread.count = values.size();
  if (values.empty()) return spread;
  std::sort(values.begin(), values.end());
  const std::size_t rank = rank_of_interval(values.size());
  spread.median = quantile(values, 0.5);
  spread.low = values[rank - 1];
  spread.high = values[values.size() - rank];
  spread.quarter = quantile(values, 0.25);
  spread.three_quarters = quantile(values, 0.75);
  spread.smallest = values.front();
  spread.largest = values.back();
  return spread;
}
