#include "features/cluster_shapes.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <memory>
#include <stdexcept>

using namespace trackloom;

namespace {

// A barrel module at x = `x`, u along y, v along z, w along x.
Module module_at(float x, std::uint32_t layer) {
  Module m;
  m.volume_id = 8;
  m.layer_id = layer;
  m.module_id = 1;
  m.center = {x, 0, 0};
  m.rotation = {0, 0, 1, 1, 0, 0, 0, 1, 0};
  m.thickness = 0.15F;
  m.pitch_u = 0.05F;
  m.pitch_v = 0.05F;
  return m;
}

Hits two_hits(float y2, float z2) {
  Hits hits;
  hits.resize(2);
  hits.id = {1, 2};
  hits.x = {30, 60};
  hits.y = {0, y2};
  hits.z = {0, z2};
  hits.module = {0, 1};
  hits.layer = {0, 1};
  hits.fill_cylindrical();
  return hits;
}

}  // namespace

TEST_CASE("a cluster's shape is the span of its channels and the sum of its values") {
  Cells cells;
  cells.present = true;
  cells.first = {0, 3, 3, 4};
  cells.ch0 = {5, 7, 6, -2};
  cells.ch1 = {1, 1, 1, 9};
  cells.value = {0.1F, 0.2F, 0.3F, 1};
  ClusterShapes shapes;
  Hits hits = two_hits(0, 0);
  hits.resize(3);
  features::ClusterShapesStage stage({});
  stage(hits, cells, shapes);
  CHECK(shapes.present);
  CHECK(shapes.cells_u == std::vector<float>{3, 0, 1});
  CHECK(shapes.cells_v == std::vector<float>{1, 0, 1});
  CHECK(shapes.charge[0] == doctest::Approx(0.6));
  hits.resize(2);
  CHECK_THROWS_AS(stage(hits, cells, shapes), std::runtime_error);
  stage(hits, Cells{}, shapes);
  CHECK_FALSE(shapes.present);
  CHECK(shapes.size() == 0);
}

TEST_CASE("a cluster of the length that a straight track leaves agrees with its edge") {
  const Detector detector({module_at(30, 2), module_at(60, 4)});
  // 30 mm outward, 60 mm along z: the path crosses 0.3 mm = 6 pitches in v, 0.15 sqrt(5) mm in all.
  const Hits hits = two_hits(0, 60);
  ClusterShapes shapes;
  shapes.present = true;
  shapes.cells_u = {1, 1};
  shapes.cells_v = {7, 3};
  shapes.charge = {0.15F * std::sqrt(5.0F), 0.15F};
  std::array<float, ClusterMatch::width> match{};
  ClusterMatch(hits, shapes, detector)(0, 1, match.data());
  CHECK(match[0] == doctest::Approx(0));
  CHECK(match[1] == doctest::Approx(0).epsilon(1e-4));
  CHECK(match[2] == doctest::Approx(0).epsilon(1e-4));
  CHECK(match[4] == doctest::Approx(-2));  // four channels too few, halved
  CHECK(match[5] == doctest::Approx(4 * (1 / std::sqrt(5.0) - 1)));
}

TEST_CASE("the direction at a hit is the tangent of the circle through the beam line") {
  const Detector detector({module_at(30, 2), module_at(60, 4)});
  // The circle of radius 100 through the origin, tangent to x there: y = 100 - sqrt(100^2 - x^2).
  Hits hits = two_hits(100 - 80, 0);
  hits.y[0] = static_cast<float>(100 - std::sqrt(100.0 * 100 - 30 * 30));
  hits.fill_cylindrical();
  ClusterShapes shapes;
  shapes.present = true;
  // sin of the tangent's angle is x / 100; channels are T tan / pitch.
  const auto channels = [](double x) {
    return static_cast<float>(1 + 3 * x / std::sqrt(100.0 * 100 - x * x));
  };
  shapes.cells_u = {channels(30), channels(60)};
  shapes.cells_v = {1, 1};
  shapes.charge = {0.15F, 0.15F};
  std::array<float, ClusterMatch::width> match{};
  ClusterMatch(hits, shapes, detector)(0, 1, match.data());
  CHECK(std::abs(match[0]) < 1e-4);
  CHECK(std::abs(match[3]) < 1e-4);
}
