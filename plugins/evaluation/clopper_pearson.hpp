#pragma once

#include <cstdint>

namespace trackloom::evaluation {

struct Interval {
  double low = 0;
  double high = 1;
};

// The central (equal-tailed) Clopper-Pearson interval of a binomial probability: quantiles of beta
// distributions, of inverse regularised incomplete beta functions. [0, 1] where total is 0.
// Throws std::invalid_argument if passed > total or confidence is not in (0, 1).
Interval clopper_pearson(std::uint64_t passed, std::uint64_t total, double confidence);

}  // namespace trackloom::evaluation
