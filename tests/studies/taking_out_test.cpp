// Stages that take hits out: dead modules, inefficiency, fewer particles.
#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>

#include "studies/drop_modules.hpp"
#include "studies/thin_hits.hpp"
#include "studies/thin_particles.hpp"
#include "studies/toy_event.hpp"
#include "trackloom/error.hpp"

using namespace trackloom;
using namespace trackloom::studies;

namespace {

struct Result {
  Hits hits;
  Cells cells;
  Truth truth;
  Particles particles;
};

Result thinned(const ToyEvent& event, double share, std::uint64_t seed = 1) {
  ThinHits stage({share, seed});
  Result out;
  stage(event.info, event.hits, event.cells, event.truth, out.hits, out.cells, out.truth);
  return out;
}

Result dropped(const ToyEvent& event, const DropModules::Config& config) {
  DropModules stage(config);
  Result out;
  stage(event.detector, event.hits, event.cells, event.truth, out.hits, out.cells, out.truth);
  return out;
}

Result fewer(const ToyEvent& event, const ThinParticles::Config& config) {
  ThinParticles stage(config);
  Result out;
  stage(event.info, event.hits, event.cells, event.truth, event.particles, out.hits, out.cells,
        out.truth, out.particles);
  return out;
}

// Cells and truth belong to the hits that are left.
void check_consistent(const Result& out, std::size_t signal) {
  REQUIRE(out.truth.size() == out.hits.size());
  REQUIRE(out.cells.first.size() == out.hits.size() + 1);
  double weights = 0;
  for (std::size_t i = 0; i < out.hits.size(); ++i) {
    const auto h = (out.hits.id[i] - 5) / 2;
    CHECK(out.hits.y[i] == static_cast<float>(h));
    CHECK(out.truth.x[i] == static_cast<float>(h));
    CHECK((out.truth.particle_id[i] == 0) == (h >= signal));
    CHECK(out.cells.first[i + 1] - out.cells.first[i] == h % 3);
    weights += out.truth.weight[i];
  }
  CHECK(weights == doctest::Approx(1));
}

}  // namespace

TEST_CASE("an inefficient detector loses a share of the hits with their cells and truth") {
  const ToyEvent event = toy_event(9000, 1000);
  const Result out = thinned(event, 0.05);
  CHECK(std::abs(static_cast<int>(out.hits.size()) - 9500) < 90);  // 4 standard deviations
  check_consistent(out, 9000);
  CHECK(std::is_sorted(out.hits.id.begin(), out.hits.id.end()));
  CHECK(thinned(event, 0.05).hits.id == out.hits.id);
  CHECK(thinned(event, 0.05, 2).hits.id != out.hits.id);
  const Result less = thinned(event, 0.02);
  CHECK(std::includes(less.hits.id.begin(), less.hits.id.end(), out.hits.id.begin(),
                      out.hits.id.end()));
  CHECK(thinned(event, 0).hits.id == event.hits.id);
  CHECK(thinned(event, 1).hits.size() == 0);
}

TEST_CASE("events without cells or truth stay without") {
  ToyEvent event = toy_event(90, 10);
  event.cells.clear();
  event.truth.clear();
  const Result out = thinned(event, 0.5);
  CHECK(out.hits.size() < 100);
  CHECK_FALSE(out.cells.present);
  CHECK(out.cells.first.empty());
  CHECK_FALSE(out.truth.present);
}

TEST_CASE("cells or truth of another event are refused") {
  ToyEvent event = toy_event(90, 10);
  event.cells.first.pop_back();
  CHECK_THROWS_WITH_AS(thinned(event, 0.5), "there are cells of 99 hits, the event has 100",
                       std::runtime_error);
  event = toy_event(90, 10);
  event.truth.resize(99);
  CHECK_THROWS_WITH_AS(thinned(event, 0.5), "there are truths of 99 hits, the event has 100",
                       std::runtime_error);
  CHECK_THROWS_WITH_AS(fewer(event, {}), "there are truths of 99 hits, the event has 100",
                       std::runtime_error);
}

TEST_CASE("named modules are dead, and a share of the others, the same in every event") {
  ToyEvent event = toy_event(1200, 0, 40);
  const Result named = dropped(event, {{"8/2", "9/2/1"}, 0, 1});
  check_consistent(named, 1200);
  CHECK(named.hits.size() == 1200 - 410);
  for (std::size_t i = 0; i < named.hits.size(); ++i) {
    CHECK(named.hits.layer[i] != 0);
    CHECK(named.hits.module[i] != 80);
  }
  const Result share = dropped(event, {{}, 0.25, 1});
  const std::set<std::uint32_t> alive(share.hits.module.begin(), share.hits.module.end());
  CHECK(alive.size() > 72);  // of 120: 90 expected, 4 standard deviations
  CHECK(alive.size() < 108);
  CHECK(share.hits.size() == 10 * alive.size());  // all or none of a module's hits
  event.info.id = 8;
  CHECK(dropped(event, {{}, 0.25, 1}).hits.id == share.hits.id);
  CHECK(dropped(event, {{}, 0.25, 2}).hits.id != share.hits.id);
}

TEST_CASE("a stage that would drop nothing, or what nobody knows, is refused") {
  CHECK_THROWS_AS(DropModules({{}, 0, 1}), ConfigError);
  CHECK_THROWS_AS(DropModules({{"8,2"}, 0, 1}), ConfigError);
  CHECK_THROWS_WITH_AS(dropped(toy_event(9, 0), {{"17"}, 0, 1}), "the detector has no module 17",
                       FatalError);
}

TEST_CASE("collisions go as a whole, the hard one stays, and noise goes in proportion") {
  const ToyEvent event = toy_event(1000, 1000);
  const Result out = fewer(event, {0.5, "vertex", true, 3});
  check_consistent(out, 1000);
  CHECK(out.particles.size() < 10);
  CHECK(out.particles.size() % 2 == 0);
  REQUIRE(out.particles.size() >= 2);
  CHECK(out.particles.id[0] == event.particles.id[0]);
  CHECK(out.particles.id[1] == event.particles.id[1]);
  std::size_t noise = 0;
  for (std::size_t i = 0; i < out.hits.size(); ++i) {
    if (out.truth.particle_id[i] == 0) {
      CHECK(out.truth.particle[i] == no_particle);
      ++noise;
      continue;
    }
    REQUIRE(out.truth.particle[i] < out.particles.size());
    CHECK(out.particles.id[out.truth.particle[i]] == out.truth.particle_id[i]);
    const auto p = static_cast<std::size_t>(out.particles.type[out.truth.particle[i]]);
    CHECK(event.particles.id[p] == out.truth.particle_id[i]);
  }
  CHECK(out.hits.size() - noise == 100 * out.particles.size());
  CHECK(noise > 430);
  CHECK(noise < 570);
}

TEST_CASE("particles can go one by one, and noise can stay") {
  const ToyEvent event = toy_event(1000, 100);
  std::set<std::size_t> sizes;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Result out = fewer(event, {0.5, "particle", false, seed});
    CHECK(out.hits.size() == 100 * out.particles.size() + 100);
    sizes.insert(out.particles.size());
  }
  CHECK(sizes.size() > 3);
  CHECK(*sizes.rbegin() < 10);
}
