#include "module_map/quantities.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

using namespace trackloom::module_map;

namespace {

Point at(float x, float y, float z) {
  const float r = std::hypot(x, y);
  return {x, y, z, r, std::atan2(y, x), pseudorapidity(z, r)};
}

}  // namespace

TEST_CASE("the quantities of a doublet are those of the published module map") {
  const Point inner = at(30, 0, 10), outer = at(0, 50, 40);
  const Doublet d = doublet(inner, outer);
  CHECK(d.slope_rz == doctest::Approx(1.5));  // (40 - 10) / (50 - 30)
  CHECK(d.z0 == doctest::Approx(10 - 30 * 1.5));
  CHECK(d.dphi == doctest::Approx(1.5707963));
  CHECK(d.phi_slope == doctest::Approx(1.5707963 / 20));
  CHECK(d.deta == doctest::Approx(std::asinh(10.0 / 30) - std::asinh(40.0 / 50)));  // inner - outer
  CHECK(d.slope_xy == doctest::Approx(50.0 / -30));
}

TEST_CASE("dphi is the short way round across pi") {
  const Point inner = at(-30, 1, 0), outer = at(-60, -2, 0);
  CHECK(doublet(inner, outer).dphi == doctest::Approx(2 * std::atan(1.0 / 30)));
  CHECK(doublet(outer, inner).dphi == doctest::Approx(-2 * std::atan(1.0 / 30)));
}

TEST_CASE("slope differences vanish for three points on a straight line") {
  const Quantities q = triplet(at(30, 10, 5), at(60, 20, 10), at(90, 30, 15));
  CHECK(q[8] == doctest::Approx(0).epsilon(1e-6));
  CHECK(q[9] == doctest::Approx(0).epsilon(1e-6));
}

TEST_CASE("the x-y slope difference has the right sign, not that of the reference code") {
  // Slopes 1/10 and 3/10.
  const Quantities q = triplet(at(30, 0, 0), at(40, 1, 0), at(50, 4, 0));
  CHECK(q[9] == doctest::Approx(0.1 - 0.3));
}

TEST_CASE("zero denominators give quantities that no finite range contains") {
  const Doublet same_radius = doublet(at(30, 0, 0), at(0, 30, 5));
  CHECK_FALSE(std::isfinite(same_radius.phi_slope));
  CHECK_FALSE(std::isfinite(same_radius.z0));
  CHECK_FALSE(std::isfinite(doublet(at(30, 0, 0), at(30, 40, 5)).slope_xy));
  CHECK_FALSE(std::isfinite(doublet(at(30, 0, 0), at(30, 0, 0)).slope_xy));
  CHECK_FALSE(std::isfinite(doublet(at(0, 0, 5), at(30, 0, 5)).deta));
}

TEST_CASE("the pseudorapidity is asinh(z / r) to one place of the last digit") {
  float largest = 0;
  for (float r = 1; r < 2000; r *= 1.37F) {
    for (float z = 1e-4F; z < 1e6F; z *= 1.0123F) {
      const float eta = pseudorapidity(z, r);
      const auto exact = static_cast<float>(std::asinh(static_cast<double>(z / r)));
      CHECK(std::abs(eta - exact) <= std::numeric_limits<float>::epsilon() * exact);
      CHECK(pseudorapidity(-z, r) == -eta);
      largest = std::max(largest, eta);
    }
  }
  CHECK(largest > 14);
  CHECK(pseudorapidity(0, 30) == 0);
}

TEST_CASE("the pseudorapidity has these bits on every machine") {
  CHECK(pseudorapidity(7.25F, 30) == 0x1.ea3cf6p-3F);  // glibc 2.36: 0x1.ea3cf4p-3
  CHECK(pseudorapidity(-1502.5F, 502.25F) == -0x1.d0d61ep+0F);
  CHECK(pseudorapidity(2950, 33) == 0x1.4beb36p+2F);
}
