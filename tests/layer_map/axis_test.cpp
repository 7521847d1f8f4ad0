#include <doctest/doctest.h>

#include "layer_map/axis.hpp"
#include "layer_map/quantities.hpp"
#include "layer_map/tally.hpp"

using namespace trackloom::layer_map;

TEST_CASE("every lower edge of an axis lies in its own bin and just below it in the one before") {
  const RootAxis root{4e-3F, 24};
  for (int bin = 1; bin < root.bins; ++bin) {
    CHECK(root.bin(root.lower_edge(bin) * 1.0001F) == bin);
    CHECK(root.bin(root.lower_edge(bin) * 0.9999F) == bin - 1);
  }
  const CoreAxis core{15, 32};
  for (int bin = 1; bin < core.bins; ++bin) {
    CHECK(core.bin(core.lower_edge(bin) + 1e-3F) == bin);
    CHECK(core.bin(core.lower_edge(bin) - 1e-3F) == bin - 1);
  }
}

TEST_CASE("values beyond an axis fall into its first or last bin") {
  CHECK(RootAxis{1, 8}.bin(50) == 7);
  CHECK(CoreAxis{1, 8}.bin(1e9F) == 7);
  CHECK(CoreAxis{1, 8}.bin(-1e9F) == 0);
  CHECK(LinearAxis{-1, 1, 8}.bin(-3) == 0);
  CHECK(LinearAxis{-1, 1, 8}.bin(3) == 7);
}

TEST_CASE("a doublet's quantities are those of the straight line in r-z and of dphi over dr") {
  const Doublet d = doublet(30, 70, 0.01F, 80, 170);
  CHECK(d.phi_slope == doctest::Approx(0.0002));
  CHECK(d.cot == doctest::Approx(2));
  CHECK(d.z0 == doctest::Approx(10));
}

TEST_CASE("a triplet's bend does not change under charge conjugation") {
  const Triplet positive = triplet(2e-4F, 0.5F, 3e-4F, 0.52F);
  const Triplet negative = triplet(-2e-4F, 0.5F, -3e-4F, 0.52F);
  CHECK(positive.bend == doctest::Approx(1e-4));
  CHECK(negative.bend == doctest::Approx(positive.bend));
  CHECK(negative.curvature == doctest::Approx(positive.curvature));
  CHECK(positive.kink == doctest::Approx(0.02));
}

TEST_CASE("angles wrap into (-pi, pi]") {
  CHECK(wrap(3.5F) == doctest::Approx(3.5 - 6.283185307));
  CHECK(wrap(-3.5F) == doctest::Approx(-3.5 + 6.283185307));
  CHECK(wrap(1) == 1.0F);
}

TEST_CASE("log ratios are those of the counts, and lean on the block's mean where there are none") {
  Tally tally(4);
  for (int i = 0; i < 30; ++i) tally.add(0, true);
  for (int i = 0; i < 9; ++i) tally.add(0, false);
  for (int i = 0; i < 99; ++i) tally.add(1, false);
  const auto values = tally.log_ratios({1, 1, 4}, {false, false, false});
  const double mean = 31.0 / 109.0;
  CHECK(values[0] == doctest::Approx(std::log((30 + mean) / 10)));
  CHECK(values[1] == doctest::Approx(std::log(mean / 100)));
  CHECK(values[3] == doctest::Approx(std::log(mean)));
}

TEST_CASE("the cut of a tally keeps as many entries as asked for, the best bins first") {
  Tally tally(3);
  for (int i = 0; i < 10; ++i) tally.add(0, true);
  for (int i = 0; i < 10; ++i) tally.add(1, false);
  for (int i = 0; i < 10; ++i) tally.add(2, false);
  CHECK(tally.cut({3, 2, 1}, 15) == 2.0F);
  CHECK(tally.cut({3, 2, 1}, 10) == 3.0F);
  CHECK(tally.cut({3, 2, 1}, 30) == 1.0F);
}
