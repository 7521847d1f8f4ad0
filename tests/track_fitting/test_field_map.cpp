#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "toy_detector.hpp"
#include "track_fitting/fit.hpp"
#include "trackloom/error.hpp"

using namespace trackloom;
using namespace trackloom::track_fitting;

namespace {

class File {
 public:
  explicit File(const std::string& content) {
    std::string name = (std::filesystem::temp_directory_path() / "trackloom-field-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    if (descriptor < 0) throw std::runtime_error("no temporary file");
    ::close(descriptor);
    path_ = name;
    std::ofstream(path_) << content;
  }
  ~File() { std::filesystem::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void refused(const std::string& content, const std::string& why) {
  const File file(content);
  CAPTURE(content);
  CHECK_THROWS_WITH_AS(FieldMap::read(file.path()), doctest::Contains(why.c_str()),
                       std::runtime_error);
}

// A field that Maxwell allows and that falls off along z.
constexpr double reach = 4000;  // mm
FieldMap::Value falling(double r, double z) {
  return {2 * r * z / (reach * reach),
          2 * (1 - z * z / (reach * reach) + r * r / (2 * reach * reach))};
}

std::string table(const std::function<FieldMap::Value(double, double)>& field) {
  std::string text = "r,z,Br,Bz\n";
  for (int r = 0; r <= 1200; r += 50) {
    for (int z = -1500; z <= 1500; z += 50) {
      const auto value = field(r, z);
      text += std::to_string(r) + "," + std::to_string(z) + "," + std::to_string(value.radial) +
              "," + std::to_string(value.axial) + "\n";
    }
  }
  return text;
}

// Exact hits of a particle in the falling field, by small steps of equal curvature.
std::vector<std::uint32_t> simulate(const ToyDetector& toy, const ToyParticle& particle,
                                    Hits& hits) {
  const Geometry geometry(*toy.detector, toy.model);
  Vector3 at{particle.vx, particle.vy, particle.vz};
  Vector3 t = ToyDetector::helix(particle).direction();
  const double q_over_p = ToyDetector::helix(particle).q_over_p;
  std::vector<std::uint32_t> track;
  std::size_t layer = 0;
  constexpr double ds = 0.1;  // mm
  for (int i = 0; i < 40000 && layer < toy.radii.size(); ++i) {
    const auto bend = [&](const Vector3& place, const Vector3& direction) {
      const double r = distance_from_axis(place.x, place.y);
      const auto b = falling(r, place.z);
      const double bx = r > 0 ? b.radial * place.x / r : 0, by = r > 0 ? b.radial * place.y / r : 0;
      const double k = bending * q_over_p;
      return Vector3{k * (direction.y * b.axial - direction.z * by),
                     k * (direction.z * bx - direction.x * b.axial),
                     k * (direction.x * by - direction.y * bx)};
    };
    const Vector3 half = t + (ds / 2) * bend(at, t);
    const Vector3 next_t = t + ds * bend(at + (ds / 2) * t, half);
    const Vector3 next = at + ds * half;
    for (std::uint32_t k = 0; k < ToyDetector::sides; ++k) {
      const auto m = static_cast<std::uint32_t>(layer) * ToyDetector::sides + k;
      const Plane& plane = geometry.plane(m);
      const double before = dot(at - plane.origin(), plane.normal());
      const double after = dot(next - plane.origin(), plane.normal());
      const Vector3 there = at + (before / (before - after)) * (next - at);
      if (before >= 0 || after < 0 ||
          std::abs(dot(there - plane.origin(), plane.axis_u())) >
              toy.detector->modules()[m].max_half_u) {
        continue;
      }
      track.push_back(toy.add(hits, there, m));
      ++layer;
      break;
    }
    at = next;
    t = (1 / std::sqrt(dot(next_t, next_t))) * next_t;
  }
  return track;
}

Perigee fit(ToyDetector toy, const Hits& hits, const std::vector<std::uint32_t>& track,
            const std::string& map) {
  Fit::Config config;
  static_cast<FitModel&>(config) = toy.model;
  config.field_map = map;
  const Fit stage(config);
  TrackCandidates tracks;
  tracks.push_back(track);
  TrackParameters parameters;
  stage(hits, toy.detector, tracks, parameters);
  REQUIRE(parameters.fitted(0));
  return parameters.perigee[0];
}

}  // namespace

TEST_CASE("field map: linear between its nodes, that of the edge outside, lines in any order") {
  const File file("r,z,Br,Bz\n100,-50,0.3,1.5\n0,-50,0.1,2\r\n0,50,-0.1,2\n100,50,-0.3,1.5\n");
  const FieldMap map = FieldMap::read(file.path());
  CHECK(map.at(0, -50).axial == doctest::Approx(2));
  CHECK(map.at(50, 0).axial == doctest::Approx(1.75));
  CHECK(map.at(50, 0).radial == doctest::Approx(0));
  CHECK(map.at(25, -25).radial == doctest::Approx(0.075));
  CHECK(map.at(1000, -1000).radial == doctest::Approx(0.3));
}

TEST_CASE("field map: files that are no regular grid are refused with the reason") {
  const std::string head = "r,z,Br,Bz\n";
  refused("", "is empty");
  refused("r,z,Bz\n", "the header is 'r,z,Bz'");
  refused(head + "0,0,0,2\n0,1,0\n", ":3: expected four finite numbers");
  refused(head + "0,0,0,nan\n", ":2: expected four finite numbers");
  refused(head + "-1,0,0,2\n", ":2: r is negative");
  refused(head + "0,0,0,2\n0,1,0,2\n", "fewer than two nodes along r");
  refused(head + "0,0,0,2\n0,1,0,2\n1,0,0,2\n", "3 nodes, expected 2 along r times 2 along z");
  refused(head + "0,0,0,2\n0,1,0,2\n1,0,0,2\n0,1,0,2\n", "listed twice");
  refused(head + "0,0,0,2\n0,1,0,2\n0,3,0,2\n1,0,0,2\n1,1,0,2\n1,3,0,2\n", "not evenly spaced");
  FitModel model;
  model.field_map = "/no/such/file.csv";
  CHECK_THROWS_AS(prepare(model), ConfigError);
}

TEST_CASE("field map: a uniform map gives the fit of the uniform field") {
  const ToyDetector toy;
  const File file(table([](double, double) { return FieldMap::Value{0, 2}; }));
  Hits hits;
  const auto track = toy.simulate({0.1, 0, 12, 0.7, 1, 0.7, -1}, hits, nullptr);
  const Perigee uniform = fit(toy, hits, track, ""), mapped = fit(toy, hits, track, file.path());
  CHECK(mapped.d0 == doctest::Approx(uniform.d0).epsilon(1e-3).scale(0.01));
  CHECK(mapped.q_over_p == doctest::Approx(uniform.q_over_p).epsilon(1e-5));
  CHECK(mapped.theta == doctest::Approx(uniform.theta).epsilon(1e-5));
}

TEST_CASE("field map: momenta are right in a field that falls off, where a uniform one is wrong") {
  ToyDetector toy;
  toy.model.material = 0.01;  // a fit that trusts the curvature of all layers alike
  const File file(table(falling));
  for (const double dip : {0.1, -0.5, 0.85}) {
    const ToyParticle particle{0, 0, 0, 1, 0.9, dip, 1};
    Hits hits;
    const auto track = simulate(toy, particle, hits);
    REQUIRE(track.size() == toy.radii.size());
    const double truth = ToyDetector::helix(particle).q_over_p;
    CAPTURE(dip);
    CHECK(fit(toy, hits, track, file.path()).q_over_p == doctest::Approx(truth).epsilon(0.003));
    if (dip > 0.8) {  // up to z = 1.2 m
      CHECK(std::abs(fit(toy, hits, track, "").q_over_p / truth - 1) > 0.02);
    }
  }
}
