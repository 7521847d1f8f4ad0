#include "evaluation/clopper_pearson.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

using namespace trackloom::evaluation;

TEST_CASE("Clopper-Pearson intervals agree with tabulated ones") {
  struct Known {
    std::uint64_t passed, total;
    double confidence, low, high;
  };
  // Tables of exact binomial limits.
  const Known table[] = {{5, 10, 0.95, 0.1871, 0.8129},
                         {1, 20, 0.95, 0.0013, 0.2487},
                         {7, 20, 0.95, 0.1539, 0.5922},
                         {81, 263, 0.95, 0.2527, 0.3676}};
  for (const Known& k : table) {
    CAPTURE(k.passed);
    const Interval i = clopper_pearson(k.passed, k.total, k.confidence);
    CHECK(i.low == doctest::Approx(k.low).epsilon(0.0005).scale(0.1));
    CHECK(i.high == doctest::Approx(k.high).epsilon(0.0005).scale(0.1));
  }
}

TEST_CASE("Clopper-Pearson limits at none and all have closed forms") {
  const double tail = 0.025;
  for (const std::uint64_t n : {1ULL, 10ULL, 1000ULL}) {
    const double edge = std::pow(tail, 1.0 / static_cast<double>(n));
    CHECK(clopper_pearson(0, n, 0.95).low == 0);
    CHECK(clopper_pearson(0, n, 0.95).high == doctest::Approx(1 - edge).epsilon(1e-9));
    CHECK(clopper_pearson(n, n, 0.95).low == doctest::Approx(edge).epsilon(1e-9));
    CHECK(clopper_pearson(n, n, 0.95).high == 1);
  }
}

TEST_CASE("at a Clopper-Pearson limit the binomial tail is half of what confidence leaves") {
  const std::uint64_t k = 37, n = 60;
  const Interval interval = clopper_pearson(k, n, 0.6827);
  const auto tail = [&](double p, std::uint64_t from, std::uint64_t to) {
    double sum = 0;
    for (std::uint64_t i = from; i <= to; ++i) {
      const auto x = static_cast<double>(i), m = static_cast<double>(n);
      sum += std::exp(std::lgamma(m + 1) - std::lgamma(x + 1) - std::lgamma(m - x + 1) +
                      x * std::log(p) + (m - x) * std::log1p(-p));
    }
    return sum;
  };
  CHECK(tail(interval.low, k, n) == doctest::Approx((1 - 0.6827) / 2).epsilon(1e-8));
  CHECK(tail(interval.high, 0, k) == doctest::Approx((1 - 0.6827) / 2).epsilon(1e-8));
}

TEST_CASE("an interval without trials is everything; impossible counts are refused") {
  CHECK(clopper_pearson(0, 0, 0.95).low == 0);
  CHECK(clopper_pearson(0, 0, 0.95).high == 1);
  CHECK_THROWS_AS(clopper_pearson(3, 2, 0.95), std::invalid_argument);
  CHECK_THROWS_AS(clopper_pearson(1, 2, 1.0), std::invalid_argument);
}
