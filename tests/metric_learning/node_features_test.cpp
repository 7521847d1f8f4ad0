#include "metric_learning/node_features.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "gnn/test_files.hpp"
#include "metric_learning/architecture.hpp"

using namespace trackloom;
using namespace trackloom::metric_learning;
using trackloom::gnn::test::contains;
using trackloom::gnn::test::message_of;

namespace {

struct Sample {
  Hits hits;
  ClusterShapes shapes;
  DetectorRef detector;
};

// One hit at (100, 20, 50) mm on a barrel module tilted by 0.2 rad, turned by `angle` about the
// beam, mirrored as asked.
Sample one_hit(double angle = 0, bool mirror_z = false, bool reflect_phi = false) {
  const double sign_y = reflect_phi ? -1 : 1;
  const double sign_z = mirror_z ? -1 : 1;
  const auto global = [&](double x, double y, double z) {
    const double ym = sign_y * y;
    return std::array<float, 3>{static_cast<float>(std::cos(angle) * x - std::sin(angle) * ym),
                                static_cast<float>(std::sin(angle) * x + std::cos(angle) * ym),
                                static_cast<float>(sign_z * z)};
  };
  Module module;
  module.pitch_u = 0.05F;
  module.pitch_v = 0.06F;
  module.thickness = 0.3F;
  const std::array<std::array<float, 3>, 3> axes = {global(std::sin(0.2), std::cos(0.2), 0),
                                                    global(0, 0, 1),
                                                    global(std::cos(0.2), -std::sin(0.2), 0)};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t axis = 0; axis < 3; ++axis) module.rotation[3 * i + axis] = axes[axis][i];
  }
  Sample s;
  s.detector.detector = std::make_shared<const Detector>(std::vector<Module>{module});
  s.hits.resize(1);
  const auto position = global(100, 20, 50);
  s.hits.x[0] = position[0];
  s.hits.y[0] = position[1];
  s.hits.z[0] = position[2];
  s.hits.fill_cylindrical();
  s.shapes.present = true;
  s.shapes.cells_u = {3};
  s.shapes.cells_v = {2};
  s.shapes.charge = {0.4F};
  return s;
}

std::vector<float> features(const Sample& s, const Architecture& architecture = {}) {
  std::vector<float> out;
  node_features(s.hits, &s.shapes, &s.detector, architecture, out);
  return out;
}

}  // namespace

TEST_CASE("node features are position, cluster shape and cluster direction in the file's scales") {
  const auto f = features(one_hit());
  REQUIRE(f.size() == 12);
  const double r = std::hypot(100.0, 20.0);
  CHECK(f[NodeColumns::r] == doctest::Approx(r / 1000));
  CHECK(f[NodeColumns::z] == doctest::Approx(0.05));
  CHECK(f[NodeColumns::eta] == doctest::Approx(std::asinh(50 / r) / 4));
  CHECK(f[3] == 1);
  CHECK(f[4] == doctest::Approx(0.6));
  CHECK(f[5] == doctest::Approx(0.4));
  CHECK(f[6] == doctest::Approx(0.4));
  // (lu, lv, lw) = (0.15, 0.12, 0.3)
  CHECK(f[7] == doctest::Approx(std::asinh(0.3 / std::hypot(0.15, 0.12))));
  CHECK(f[8] == doctest::Approx(std::atan2(0.12, 0.15)));
  // All components agree with the line from the origin, so none is turned; the module's normal is
  // at -0.2 rad, the cluster atan(0.15 / 0.3) further.
  CHECK(f[NodeColumns::geta] == doctest::Approx(std::asinh(0.12 / std::hypot(0.15, 0.3))));
  const double phi = std::atan2(20.0, 100.0);
  const double bend = std::atan2(0.15, 0.3);
  CHECK(f[NodeColumns::gphi] == doctest::Approx((-0.2 + bend - phi) / M_PI));
  CHECK(f[NodeColumns::other_gphi] == doctest::Approx((-0.2 - bend - phi) / M_PI));
}

TEST_CASE("turning an event about the beam changes no feature but the cosine and sine of phi") {
  Architecture architecture;
  architecture.frames = 0;
  const auto plain = features(one_hit(), architecture);
  const auto turned = features(one_hit(2.5), architecture);
  REQUIRE(plain.size() == 14);
  for (std::size_t i = 0; i < 12; ++i) CHECK(turned[i] == doctest::Approx(plain[i]).epsilon(1e-4));
  const double phi = std::atan2(20.0, 100.0);
  CHECK(turned[12] == doctest::Approx(std::cos(phi + 2.5)));
  CHECK(turned[13] == doctest::Approx(std::sin(phi + 2.5)));
}

TEST_CASE("mirrors change the sign of the odd features and nothing else") {
  const auto plain = features(one_hit());
  const auto in_z = features(one_hit(0.3, true, false));
  const auto in_phi = features(one_hit(0.3, false, true));
  for (std::int64_t i = 0; i < 12; ++i) {
    CAPTURE(i);
    const bool odd_z = i == NodeColumns::z || i == NodeColumns::eta || i == NodeColumns::geta;
    const bool odd_phi = i == NodeColumns::gphi || i == NodeColumns::other_gphi;
    CHECK(in_z[i] == doctest::Approx(odd_z ? -plain[i] : plain[i]).epsilon(1e-4));
    CHECK(in_phi[i] == doctest::Approx(odd_phi ? -plain[i] : plain[i]).epsilon(1e-4));
  }
}

TEST_CASE("hits of an event without cells have zeros for their clusters") {
  Sample s = one_hit();
  s.shapes.clear();
  const auto f = features(s);
  CHECK(std::all_of(f.begin() + 3, f.end(), [](float value) { return value == 0; }));
  Architecture without;
  without.cluster_features = false;
  std::vector<float> out;
  node_features(s.hits, nullptr, nullptr, without, out);
  CHECK(out == std::vector<float>(f.begin(), f.begin() + 3));
}

TEST_CASE("a hit on the beam line has finite features") {
  Sample s = one_hit();
  s.hits.x[0] = s.hits.y[0] = 0;
  s.hits.fill_cylindrical();
  const auto f = features(s);
  CHECK(std::all_of(f.begin(), f.end(), [](float value) { return std::isfinite(value); }));
}

TEST_CASE("cluster features that are wanted and missing are refused with what to do") {
  Sample s = one_hit();
  std::vector<float> out;
  CHECK(contains(message_of([&] { node_features(s.hits, nullptr, &s.detector, {}, out); }),
                 "add a stage features.cluster_shapes"));
  s.shapes.charge.push_back(1);
  CHECK(contains(message_of([&] { features(s); }), "shapes of 2 hits, the event has 1"));
}
