#include <doctest/doctest.h>

#include <numbers>

#include "toy_detector.hpp"
#include "track_fitting/navigation.hpp"

using namespace trackloom;
using namespace trackloom::track_fitting;

namespace {

constexpr double field = 2;

Helix start(double phi = 0.7, double dip = 0.4, double q_over_p = -2.5) {
  Helix h;
  h.at = {20, -10, 5};
  h.cos_phi = std::cos(phi), h.sin_phi = std::sin(phi);
  h.cos_dip = std::cos(dip), h.sin_dip = std::sin(dip);
  h.q_over_p = q_over_p;
  return h;
}

}  // namespace

TEST_CASE("helix: a positive charge turns clockwise in a field along z, with radius pT / 0.3 B") {
  Helix h = start(0, 0, 1 / 0.6);
  h.at = {};
  const double radius = 1000 * 0.6 / (0.299792458 * field);  // mm
  transport(h, field, radius * std::numbers::pi / 2);
  CHECK(h.at.x == doctest::Approx(radius));
  CHECK(h.at.y == doctest::Approx(-radius));
  CHECK(h.sin_phi == doctest::Approx(-1));
}

TEST_CASE("helix: carried on and back it is what it was") {
  Helix h = start();
  for (int i = 0; i < 5; ++i) h.covariance[i][i] = 0.1 * (i + 1);
  const Helix before = h;
  transport(h, field, 300);
  transport(h, field, -300);
  CHECK(h.at.x == doctest::Approx(before.at.x));
  CHECK(h.at.y == doctest::Approx(before.at.y));
  CHECK(h.at.z == doctest::Approx(before.at.z));
  for (int i = 0; i < 5; ++i) {
    for (int j = 0; j < 5; ++j) {
      CHECK(h.covariance[i][j] == doctest::Approx(before.covariance[i][j]).epsilon(1e-6));
    }
  }
}

TEST_CASE("helix: covariance is carried by the derivatives of the end point") {
  constexpr double path = 250, small = 1e-5;
  const double phi = 0.7, dip = 0.4, q_over_p = -2.5;
  for (int k = 0; k < 5; ++k) {
    Helix nominal = start(phi, dip, q_over_p);
    nominal.covariance[k][k] = 1;  // only parameter k is uncertain
    Helix moved = start(phi + (k == 2 ? small : 0), dip + (k == 3 ? small : 0),
                        q_over_p + (k == 4 ? small : 0));
    if (k == 0) moved.at = moved.at + small * moved.axis_u();
    if (k == 1) moved.at = moved.at + small * moved.axis_v();
    transport(nominal, field, path);
    // To the plane across the nominal track at its end.
    transport(moved, field,
              path_to_plane(moved, moved.turn(field), nominal.at, nominal.direction()));
    const Vector3 gap = moved.at - nominal.at;
    const double turned =
        std::atan2(moved.sin_phi, moved.cos_phi) - std::atan2(nominal.sin_phi, nominal.cos_phi);
    const std::array<double, 5> column{
        dot(gap, nominal.axis_u()) / small, dot(gap, nominal.axis_v()) / small, turned / small,
        (std::asin(moved.sin_dip) - std::asin(nominal.sin_dip)) / small,
        (moved.q_over_p - nominal.q_over_p) / small};
    for (int i = 0; i < 5; ++i) {
      for (int j = 0; j < 5; ++j) {
        CAPTURE(k);
        CHECK(nominal.covariance[i][j] ==
              doctest::Approx(column[i] * column[j]).epsilon(1e-3).scale(1));
      }
    }
  }
}

TEST_CASE("helix: paths end on plane and cylinder, and there is none where they are out of reach") {
  const Helix h = start();
  const double turn = h.turn(field);
  const Vector3 normal{0.6, 0.8, 0}, origin{150, 180, 0};
  const double to_plane = path_to_plane(h, turn, origin, normal);
  REQUIRE(std::isfinite(to_plane));
  CHECK(std::abs(dot(h.at + step(h, turn, to_plane).shift - origin, normal)) < 1e-6);
  for (const double sign : {1.0, -1.0}) {
    const double path = path_to_cylinder(h, turn, sign > 0 ? 120 : 21, sign);
    REQUIRE(path * sign > 0);
    const Vector3 end = h.at + step(h, turn, path).shift;
    CHECK(distance_from_axis(end.x, end.y) == doctest::Approx(sign > 0 ? 120 : 21));
  }
  // The diameter of the circle is 1.23 m at most for 0.37 GeV.
  CHECK(std::isnan(path_to_cylinder(h, turn, 1500, 1)));
  CHECK(std::isnan(path_to_plane(start(0, 0, 0.001), 0, {100, 0, 0}, {0, 1, 0})));  // parallel
}

TEST_CASE(
    "navigation: a track crosses the layers in order and ends at the perigee on its way back") {
  const ToyDetector toy;
  const Geometry geometry(*toy.detector, toy.model);
  Helix h = ToyDetector::helix({0, 0, 0, 5, 0.3, 0.2, 1});
  std::vector<std::uint32_t> crossed;
  std::uint32_t layer = 99;
  while (const auto next = next_layer(h, geometry, layer, Way::outward, 0)) {
    transport(h, toy.model.field, next->path);
    layer = next->layer;
    crossed.push_back(layer);
  }
  CHECK(crossed == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  crossed.clear();
  while (const auto next = next_layer(h, geometry, layer, Way::inward, 0)) {
    transport(h, toy.model.field, next->path);
    layer = next->layer;
    crossed.push_back(layer);
  }
  CHECK(crossed == std::vector<std::uint32_t>{8, 7, 6, 5, 4, 3, 2, 1, 0});
}

TEST_CASE("navigation: a track that turns round before a layer does not reach it") {
  const ToyDetector toy;
  const Geometry geometry(*toy.detector, toy.model);
  // 0.1 GeV: reaches 2 x 167 mm.
  Helix h = ToyDetector::helix({0, 0, 0, 0.1, 0.3, 0.2, 1});
  std::uint32_t layer = 99;
  while (const auto next = next_layer(h, geometry, layer, Way::outward, 0)) {
    transport(h, toy.model.field, next->path);
    layer = next->layer;
    REQUIRE(layer <= 4);
    if (layer == 4) break;
  }
  CHECK(layer == 4);
  const auto next = next_layer(h, geometry, layer, Way::outward, 0);
  CHECK_FALSE(next.has_value());
}
