// Medians of repeated measurements, and how far they can be trusted.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

struct Spread {
  std::size_t count = 0;
  double median = 0;
  double low = 0, high = 0;  // interval of the median, see below
  double quarter = 0, three_quarters = 0;
  double smallest = 0, largest = 0;

  bool has_interval() const noexcept { return count >= 6; }
  // Half the interval's width over the median; infinite while there is no interval.
  double relative_width() const noexcept;
};

// The interval is that of order statistics (the sign test's): with B binomial(count, 1/2), from the
// k-th smallest to the k-th largest value for the largest k with P(B < k) <= 0.025. It holds the
// true median with at least 95 % whatever the distribution, if the repetitions are independent.
// Below six values there is none (low and high are the extremes). Quartiles interpolate linearly.
Spread spread_of(std::vector<double> values);
