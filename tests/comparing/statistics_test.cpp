#include "comparing/statistics.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

using namespace comparing;
using doctest::Approx;

namespace {

// Agresti, Categorical Data Analysis, 2nd ed. 2002, table 10.1: approval of the prime minister in
// two surveys of the same 1600 people. 794 and 570 agree, 150 and 86 changed their mind.
std::vector<Item> approval() {
  std::vector<Item> items;
  const auto add = [&](int count, double a, double b) {
    for (int i = 0; i < count; ++i) items.push_back({0, 1, a, 1, b});
  };
  add(794, 1, 1);
  add(150, 1, 0);
  add(86, 0, 1);
  add(570, 0, 0);
  return items;
}

}  // namespace

TEST_CASE("a paired difference of proportions has the error of Agresti's example") {
  const auto items = approval();
  const Difference d = ratio_difference(items, 1, 0.95, true);
  CHECK(d.a == Approx(944.0 / 1600));
  CHECK(d.b == Approx(880.0 / 1600));
  CHECK(d.difference == Approx(-0.04));
  CHECK(d.error_items == Approx(0.0095).epsilon(0.01));  // the book: 0.0095
  CHECK(d.items.low == Approx(-0.059).epsilon(0.01));    // the book: (-0.059, -0.021)
  CHECK(d.items.high == Approx(-0.021).epsilon(0.02));
  CHECK(d.only_a == 150);
  CHECK(d.only_b == 86);
  CHECK(std::isnan(d.error_events));
  CHECK(std::isnan(d.over_events.low));
}

TEST_CASE("McNemar's exact p-value is twice the binomial tail") {
  CHECK(mcnemar_exact(0, 0) == 1);
  CHECK(mcnemar_exact(3, 3) == 1);
  CHECK(mcnemar_exact(0, 5) == Approx(2.0 / 32));
  CHECK(mcnemar_exact(5, 0) == Approx(2.0 / 32));
  CHECK(mcnemar_exact(1, 9) == Approx(22.0 / 1024));
  CHECK(mcnemar_exact(150, 86) == Approx(3.7e-5).epsilon(0.05));
}

TEST_CASE("the ratio of paired efficiencies has the error of its logarithm") {
  const Ratio ratio = efficiency_ratio(794, 150, 86, 0.95);
  CHECK(ratio.value == Approx(880.0 / 944));
  const double error = std::sqrt((150.0 + 86) / (944.0 * 880));
  CHECK(std::log(ratio.interval.high / ratio.value) == Approx(1.959964 * error));
  CHECK(ratio.interval.low * ratio.interval.high == Approx(ratio.value * ratio.value));
  CHECK(efficiency_ratio(10, 0, 0, 0.95).interval.low == 1);
  CHECK(std::isnan(efficiency_ratio(0, 0, 4, 0.95).value));
}

TEST_CASE("Clopper-Pearson intervals are those of the tables") {
  const Range half = clopper_pearson(5, 10, 0.95);
  CHECK(half.low == Approx(0.1871).epsilon(0.001));
  CHECK(half.high == Approx(0.8129).epsilon(0.001));
  CHECK(clopper_pearson(0, 10, 0.95).high == Approx(0.3085).epsilon(0.001));
  CHECK(clopper_pearson(0, 10, 0.95).low == 0);
  CHECK(clopper_pearson(10, 10, 0.95).high == 1);
  CHECK(clopper_pearson(0, 0, 0.95).high == 1);
}

TEST_CASE("quantiles are two-sided") {
  CHECK(normal_quantile(0.95) == Approx(1.959964));
  CHECK(student_quantile(0.95, 2) == Approx(4.302653));
  CHECK(student_quantile(0.6827, 1e6) == Approx(1.0).epsilon(0.001));
}

TEST_CASE("the spread over events is that of the events' sums, with Student's t") {
  // Three events of two particles each; the sides differ by +2, 0 and +1 of 6.
  std::vector<Item> items;
  const int gained[3] = {2, 0, 1};
  for (std::uint32_t event = 0; event < 3; ++event) {
    for (int i = 0; i < 2; ++i) items.push_back({event, 1, 0, 1, i < gained[event] ? 1.0 : 0.0});
  }
  const Difference d = ratio_difference(items, 3, 0.95, true);
  CHECK(d.difference == Approx(0.5));
  // Sums of z: (2 - 1) / 6, (0 - 1) / 6, (1 - 1) / 6.
  CHECK(d.error_events == Approx(std::sqrt(1.5 * 2.0 / 36)));
  CHECK(d.over_events.high == Approx(0.5 + 4.302653 * d.error_events));
}

TEST_CASE("the difference of means is that of a paired t-test") {
  // Student's sleep data (Biometrika 6 (1908) 1): t = 4.0621 with 9 degrees of freedom.
  const std::vector<double> a{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  const std::vector<double> b{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
  const Difference d = mean_difference(a, b, {}, 0.95);
  CHECK(d.difference == Approx(1.58));
  CHECK(d.difference / d.error_events == Approx(4.0621).epsilon(0.0001));
  CHECK(d.over_events.low == Approx(0.7001).epsilon(0.001));
  CHECK(d.over_events.high == Approx(2.4599).epsilon(0.001));
  CHECK(std::isnan(d.error_items));
}

TEST_CASE("equal sides differ by exactly nothing") {
  std::mt19937 random(1);
  std::vector<Item> items;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const double y = std::uniform_real_distribution<>(0, 1)(random);
    items.push_back({i % 7, 1, y, 1, y});
  }
  const Difference d = ratio_difference(items, 7, 0.95, false);
  CHECK(d.difference == 0);
  CHECK(d.error_items == 0);
  CHECK(d.error_events == 0);
  const std::vector<double> values{0.1, 0.2, 0.3};
  const Difference m = mean_difference(values, values, {}, 0.95);
  CHECK(m.difference == 0);
  CHECK(m.error_events == 0);
}

TEST_CASE("intervals over events hold the truth as often as they say") {
  // Fake rates: both sides have 0.1 and 0.12 of tracks that differ from event to event.
  std::mt19937 random(12345);
  int held = 0, held_items = 0;
  constexpr int repetitions = 1000;
  for (int r = 0; r < repetitions; ++r) {
    std::vector<Item> items;
    for (std::uint32_t event = 0; event < 12; ++event) {
      const int count = std::uniform_int_distribution<>(80, 120)(random);
      for (int i = 0; i < count; ++i) {
        items.push_back({event, 1, std::bernoulli_distribution(0.10)(random) ? 1.0 : 0.0, 0, 0});
        items.push_back({event, 0, 0, 1, std::bernoulli_distribution(0.12)(random) ? 1.0 : 0.0});
      }
    }
    const Difference d = ratio_difference(items, 12, 0.95, false);
    held += d.over_events.low < 0.02 && d.over_events.high > 0.02 ? 1 : 0;
    held_items += d.items.low < 0.02 && d.items.high > 0.02 ? 1 : 0;
  }
  CHECK(held > 0.93 * repetitions);
  CHECK(held < 0.97 * repetitions);
  CHECK(held_items > 0.93 * repetitions);
  CHECK(held_items < 0.97 * repetitions);
}

TEST_CASE("outliers are far from the median in units of the median deviation") {
  CHECK(outliers(std::vector<double>{1, 1.1, 0.9, 1, 1.05, 9}) == std::vector<std::size_t>{5});
  CHECK(outliers(std::vector<double>{1, 1.1, 0.9, 1, 1.05, 1.2}).empty());
  CHECK(outliers(std::vector<double>{1, 1, 1, 1, 1, 1}).empty());
  CHECK(outliers(std::vector<double>{1, 9}).empty());
}
