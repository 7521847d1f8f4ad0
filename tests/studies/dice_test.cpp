#include "studies/dice.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace trackloom::studies;

TEST_CASE("dice fall evenly and differ by seed, stage, event and key") {
  const Dice dice(1, "noise", 7);
  double sum = 0;
  int below = 0;
  for (std::uint64_t key = 0; key < 100000; ++key) {
    const double u = dice.uniform(key);
    REQUIRE(u >= 0);
    REQUIRE(u < 1);
    sum += u;
    if (u < 0.02) ++below;
  }
  CHECK(std::abs(sum / 100000 - 0.5) < 0.004);  // 4 standard deviations
  CHECK(std::abs(below - 2000) < 180);
  CHECK(dice.number(3) == Dice(1, "noise", 7).number(3));
  CHECK(dice.number(3) != dice.number(4));
  CHECK(dice.number(3) != Dice(2, "noise", 7).number(3));
  CHECK(dice.number(3) != Dice(1, "noises", 7).number(3));
  CHECK(dice.number(3) != Dice(1, "noise", 8).number(3));
}
