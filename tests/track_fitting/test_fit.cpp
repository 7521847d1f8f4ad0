#include <doctest/doctest.h>

#include <array>

#include "toy_detector.hpp"
#include "track_fitting/fit.hpp"
#include "track_fitting/residuals.hpp"

using namespace trackloom;
using namespace trackloom::track_fitting;

namespace {

Particles one_particle(const ToyParticle& p) {
  Particles particles;
  particles.resize(1, false);
  particles.present = true;
  particles.id = {1};
  particles.vx = {static_cast<float>(p.vx)};
  particles.vy = {static_cast<float>(p.vy)};
  particles.vz = {static_cast<float>(p.vz)};
  particles.px = {static_cast<float>(p.pt * std::cos(p.phi))};
  particles.py = {static_cast<float>(p.pt * std::sin(p.phi))};
  particles.pz = {static_cast<float>(p.pt * std::tan(p.dip))};
  particles.charge = {p.charge};
  return particles;
}

TrackParameters fit(const ToyDetector& toy, const Hits& hits, const TrackCandidates& tracks) {
  Fit::Config config;
  static_cast<FitModel&>(config) = toy.model;
  TrackParameters parameters;
  const Fit stage(config);
  stage(hits, toy.detector, tracks, parameters);
  return parameters;
}

}  // namespace

TEST_CASE("fit: exact hits of a helix give back its parameters") {
  const ToyDetector toy;
  for (const int charge : {1, -1}) {
    for (const double pt : {0.3, 1.0, 20.0}) {
      for (const double dip : {-0.8, 0.0, 0.9}) {
        const ToyParticle particle{0.3, -0.2, 12, pt, 2.8, dip, charge};
        Hits hits;
        TrackCandidates tracks;
        tracks.push_back(toy.simulate(particle, hits, nullptr));
        const TrackParameters found = fit(toy, hits, tracks);
        REQUIRE(found.fitted(0));
        CHECK(found.degrees[0] == 2 * static_cast<int>(tracks[0].size()) - 5);
        CHECK(found.chi2[0] < 0.05);
        const Perigee truth = true_perigee(one_particle(particle), 0, toy.model.field);
        const Perigee& p = found.perigee[0];
        CAPTURE(pt);
        CAPTURE(dip);
        CHECK(std::abs(p.d0 - truth.d0) < 0.01);
        CHECK(std::abs(p.z0 - truth.z0) < 0.02);
        CHECK(std::abs(std::remainder(p.phi - truth.phi, 2 * std::numbers::pi)) < 5e-4);
        CHECK(std::abs(p.theta - truth.theta) < 5e-4);
        CHECK(std::abs(p.q_over_p - truth.q_over_p) < 0.002 * std::abs(truth.q_over_p) + 1e-4);
      }
    }
  }
}

TEST_CASE("fit: pulls of particles simulated as the fit assumes have a width of one") {
  const ToyDetector toy;
  std::mt19937 random(3);
  std::uniform_real_distribution<double> even(0, 1);
  std::array<double, 5> square{};
  double chi2 = 0, degrees = 0;
  constexpr int count = 2000;
  for (int i = 0; i < count; ++i) {
    const ToyParticle particle{0,
                               0,
                               100 * (even(random) - 0.5),
                               0.4 + 2 * even(random),
                               6.28 * even(random),
                               2 * (even(random) - 0.5),
                               i % 2 == 0 ? 1 : -1};
    Hits hits;
    TrackCandidates tracks;
    tracks.push_back(toy.simulate(particle, hits, &random));
    const TrackParameters found = fit(toy, hits, tracks);
    REQUIRE(found.fitted(0));
    const Perigee truth = true_perigee(one_particle(particle), 0, toy.model.field);
    const Perigee& p = found.perigee[0];
    const std::array<double, 5> miss{p.d0 - truth.d0, p.z0 - truth.z0,
                                     std::remainder(p.phi - truth.phi, 2 * std::numbers::pi),
                                     p.theta - truth.theta, p.q_over_p - truth.q_over_p};
    for (int k = 0; k < 5; ++k) square[k] += miss[k] * miss[k] / p.variance(k);
    chi2 += found.chi2[0];
    degrees += found.degrees[0];
  }
  for (const double s : square) CHECK(std::sqrt(s / count) == doctest::Approx(1).epsilon(0.06));
  CHECK(chi2 / degrees == doctest::Approx(1).epsilon(0.03));
}
