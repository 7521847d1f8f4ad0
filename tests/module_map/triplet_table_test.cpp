#include "module_map/triplet_table.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace trackloom::module_map;

namespace {

Quantities all(float value) {
  Quantities quantities;
  quantities.fill(value);
  return quantities;
}

}  // namespace

TEST_CASE("a triplet's record has count, extremes, mean and rms") {
  TripletTable table;
  for (const float value : {2.0F, 4.0F, 4.0F, 4.0F, 5.0F, 5.0F, 7.0F, 9.0F}) {
    CHECK(table.add({1, 2, 3}, all(value)));
  }
  const auto records = table.sorted(1);
  REQUIRE(records.size() == 1);
  CHECK(records[0].count == 8);
  CHECK(records[0].min[0] == 2);
  CHECK(records[0].max[9] == 9);
  CHECK(records[0].mean[5] == doctest::Approx(5));
  CHECK(records[0].rms(5) == doctest::Approx(2));
}

TEST_CASE("triplets and doublets are counted once and can be asked for") {
  TripletTable table;
  table.add({1, 2, 3}, all(0));
  table.add({2, 3, 4}, all(0));
  table.add({1, 2, 3}, all(1));
  CHECK(table.triplets() == 2);
  CHECK(table.doublets() == 3);  // 1-2, 2-3, 3-4
  CHECK(table.has_triplet({1, 2, 3}));
  CHECK_FALSE(table.has_triplet({3, 2, 1}));
  CHECK(table.has_doublet(3, 4));
  CHECK_FALSE(table.has_doublet(4, 3));
}

TEST_CASE("records come sorted by modules, rare ones left out on request") {
  TripletTable table;
  table.add({5, 6, 7}, all(0));
  table.add({1, 9, 8}, all(0));
  table.add({1, 2, 3}, all(0));
  table.add({1, 2, 3}, all(0));
  const auto every = table.sorted(1);
  REQUIRE(every.size() == 3);
  CHECK(every[0].modules == std::array<std::uint32_t, 3>{1, 2, 3});
  CHECK(every[1].modules == std::array<std::uint32_t, 3>{1, 9, 8});
  CHECK(table.sorted(2).size() == 1);
}

TEST_CASE("a triplet with an undefined quantity is left out") {
  TripletTable table;
  Quantities values = all(0);
  values[9] = std::numeric_limits<float>::infinity();
  CHECK_FALSE(table.add({1, 2, 3}, values));
  values[9] = std::nanf("");
  CHECK_FALSE(table.add({1, 2, 3}, values));
  CHECK(table.triplets() == 0);
  CHECK(table.doublets() == 0);
}
