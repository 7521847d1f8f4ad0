#include "module_map/ranges.hpp"

#include <doctest/doctest.h>

using namespace trackloom::module_map;

namespace {

// Ten times: nine at 10 and one at 20, in every quantity. Mean 11, rms 3.
TripletRecord record() {
  TripletRecord result;
  Quantities values;
  for (int i = 0; i < 10; ++i) {
    values.fill(i == 9 ? 20.0F : 10.0F);
    result.add(values);
  }
  return result;
}

Scatter scatter(float value) {
  Scatter result;
  result.fill(value);
  return result;
}

}  // namespace

TEST_CASE("minmax ranges are what was seen, widened by the tolerance") {
  const TripletWindow window =
      window_of(record(), scatter(1), {.mode = RangeMode::minmax, .tolerance = 0.1F});
  CHECK(window.inner.min[0] == doctest::Approx(9));
  CHECK(window.outer.max[3] == doctest::Approx(21));
  CHECK(window.min[1] == doctest::Approx(9));
}

TEST_CASE("rms ranges are mean +- rms_factor * rms, cut off at the minmax range") {
  const TripletWindow window =
      window_of(record(), scatter(1), {.mode = RangeMode::rms, .tolerance = 0, .rms_factor = 2});
  CHECK(window.inner.min[0] == doctest::Approx(10));  // 11 - 6 is below the minimum
  CHECK(window.inner.max[0] == doctest::Approx(17));
}

TEST_CASE("hybrid ranges are rms for frequent triplets and minmax for rare ones") {
  RangeOptions options{
      .mode = RangeMode::hybrid, .tolerance = 0, .rms_factor = 2, .hybrid_occurrence = 10};
  CHECK(window_of(record(), scatter(1), options).inner.max[0] == doctest::Approx(17));
  options.hybrid_occurrence = 11;
  CHECK(window_of(record(), scatter(1), options).inner.max[0] == doctest::Approx(20));
}

TEST_CASE("pooled ranges average the triplet's variance with that of its layers") {
  RangeOptions options{.mode = RangeMode::pooled, .rms_factor = 2, .pool_weight = 3};
  // (90 + 3 * 2^2) / (9 + 3) = 8.5, times 1 + 1/10
  const float reach = 2 * std::sqrt(8.5F * 1.1F);
  const TripletWindow window = window_of(record(), scatter(2), options);
  CHECK(window.inner.min[0] == doctest::Approx(11 - reach));
  CHECK(window.max[1] == doctest::Approx(11 + reach));

  TripletRecord once;
  Quantities values;
  values.fill(10);
  once.add(values);
  CHECK(window_of(once, scatter(2), options).inner.max[2] ==
        doctest::Approx(10 + 2 * 2 * std::sqrt(2.0F)));
  options.pool_weight = 0;
  CHECK(window_of(once, scatter(2), options).inner.max[2] == 10);
}
