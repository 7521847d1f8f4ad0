#include <doctest/doctest.h>

#include <map>

#include "track_fitting/residuals.hpp"

using namespace trackloom;
using namespace trackloom::track_fitting;

namespace {

struct Kept : Summary {
  std::map<std::string, double> figures;
  std::vector<Table> tables;
  void figure(const std::string& name, double value) override { figures[name] = value; }
  void table(Table t) override { tables.push_back(std::move(t)); }
  void output(const std::filesystem::path&) override {}
};

// One particle of 2 GeV along x, whose three hits are the only ones.
struct OneParticle {
  TrackCandidates tracks;
  TrackParameters parameters;
  Truth truth;
  Particles particles;

  explicit OneParticle(double radius = 0) {
    particles.resize(1, false);
    particles.present = true;
    particles.id = {7};
    particles.vx = {static_cast<float>(radius)};
    particles.px = {2};
    particles.charge = {1};
    truth.resize(3);
    truth.present = true;
    truth.particle = {0, 0, 0};
  }
  void add(float d0, float sigma, int degrees = 5) {
    tracks.push_back(std::array<std::uint32_t, 3>{0, 1, 2});
    Perigee p;
    p.d0 = d0;
    p.theta = 1.5707963F;
    p.q_over_p = 0.5F;
    for (const std::size_t k : {0U, 2U, 5U, 9U, 14U}) p.covariance[k] = sigma * sigma;
    parameters.perigee.push_back(p);
    parameters.chi2.push_back(4);
    parameters.degrees.push_back(degrees);
  }
};

Kept run(const OneParticle& e) {
  Residuals sink({});
  sink(e.tracks, e.parameters, e.truth, e.particles);
  Kept kept;
  sink.finish(kept);
  return kept;
}

}  // namespace

TEST_CASE("residuals: the pull width holds 68 % of misses in units of their errors") {
  OneParticle e;
  for (int i = -500; i <= 500; ++i) e.add(0.001F * static_cast<float>(i), 0.1F);
  const Kept kept = run(e);
  // Even from -0.5 to 0.5, errors 0.1: the middle 68.27 % reach 0.3413, 3.41 errors.
  CHECK(kept.figures.at("pull_width_d0_pt_above_1") == doctest::Approx(3.41).epsilon(0.01));
  CHECK(kept.figures.at("pull_width_z0_pt_above_1") == doctest::Approx(0));
  CHECK(kept.figures.count("pull_width_d0_pt_below_0.3") == 0);
}

TEST_CASE("residuals: impure tracks, displaced particles and fits with few degrees do not count") {
  OneParticle impure;
  impure.truth.particle = {0, 0, no_particle};  // two of three
  impure.add(0, 1);
  CHECK(run(impure).figures.empty());
  OneParticle displaced(40);
  displaced.add(0, 1);
  CHECK(run(displaced).figures.empty());
  OneParticle poor;
  poor.add(0, 1, 1);
  CHECK(run(poor).figures.empty());
  OneParticle good;
  good.add(0, 1);
  CHECK_FALSE(run(good).figures.empty());
}

TEST_CASE("residuals: parameters of other tracks are refused") {
  OneParticle e;
  e.add(0, 1);
  e.parameters.clear();
  CHECK_THROWS_WITH_AS(run(e), doctest::Contains("0 fitted tracks but 1 tracks"),
                       std::runtime_error);
}
