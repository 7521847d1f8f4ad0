// What becomes of the lists of one event.
#include "parquet/event_columns.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace trackloom;
using namespace trackloom::parquet;

namespace {

constexpr std::uint64_t layer = 7ULL << 56U | 2ULL << 36U;

Detector two_modules() {
  std::vector<Module> modules(2);
  for (std::uint32_t m = 0; m < 2; ++m) {
    modules[m].volume_id = 7;
    modules[m].layer_id = 2;
    modules[m].module_id = m + 1;
  }
  return Detector(std::move(modules));
}

// Crossings on one module: a measured one, one that was not, and two in one cluster, of which the
// second is nearer.
struct Event {
  Detector detector = two_modules();
  ModuleOfSurface modules{{{layer | 1U << 8U, 1}, {layer | 2U << 8U, 0}}};
  HitColumns columns;
  Hits hits;
  Particles particles;
  Truth truth;

  Event() {
    columns.x = {30, NAN, 32, 32};
    columns.y = {1, NAN, 2, 2};
    columns.z = {-600, NAN, -600, -600};
    columns.true_x = {30.1F, 5, 32.3F, 31.9F};
    columns.true_y = {1, 5, 2, 2};
    columns.true_z = {-600, 5, -600, -600};
    columns.particle_id = {0, 3, 3, unmatched};
    columns.volume_id = {7, 7, 7, 7};
    columns.layer_id = {2, 2, 2, 2};
    columns.surface_id = {1, 1, 2, 2};
  }
  void fill() { fill_hits("file: event 1", columns, detector, modules, hits); }
  std::string message() {
    try {
      fill();
      fill_truth("file: event 1", columns, hits, particles, truth);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "no exception";
  }
};

}  // namespace

TEST_CASE("crossings that were measured become hits, of the nearest where they share a cluster") {
  Event event;
  event.fill();
  CHECK(event.hits.id == std::vector<std::uint64_t>{0, 3});
  CHECK(event.hits.x == std::vector<float>{30, 32});
  CHECK(event.hits.module == std::vector<std::uint32_t>{1, 0});
  CHECK(event.hits.r[0] == std::hypot(30.0F, 1.0F));

  fill_truth("", event.columns, event.hits, event.particles, event.truth);
  CHECK(event.truth.particle_id == std::vector<std::uint64_t>{1, 0});  // particle 0, and noise
  CHECK(event.truth.particle == std::vector<std::uint32_t>{no_particle, no_particle});
  CHECK(event.truth.x == std::vector<float>{30.1F, 31.9F});
  CHECK(event.truth.present);
}

TEST_CASE("the same place on two modules is two hits") {
  Event event;
  event.columns.surface_id[3] = 1;
  event.fill();
  CHECK(event.hits.id == std::vector<std::uint64_t>{0, 2, 3});
}

TEST_CASE("charged particles are kept, sorted, with ids from 1 and the number of their hits") {
  Event event;
  event.fill();
  ParticleColumns columns;
  columns.particle_id = {5, 2, 0};
  columns.pdg_id = {22, -211, 13};
  columns.charge = {0, -1, -1};
  columns.px = {1, 2, 3};
  for (auto* values : {&columns.vx, &columns.vy, &columns.vz, &columns.py, &columns.pz}) {
    values->assign(3, 0.5F);
  }
  fill_particles("", columns, event.particles);
  CHECK(event.particles.id == std::vector<std::uint64_t>{1, 3});
  CHECK(event.particles.type == std::vector<std::int32_t>{13, -211});
  CHECK(event.particles.px == std::vector<float>{3, 2});
  fill_truth("", event.columns, event.hits, event.particles, event.truth);
  CHECK(event.truth.particle[0] == 0);
  CHECK(event.truth.px[0] == 3);
  CHECK(event.particles.hits == std::vector<std::int32_t>{1, 0});

  columns.particle_id[1] = 0;
  Particles twice;
  CHECK_THROWS_WITH_AS(fill_particles("F", columns, twice), "F: particle 2: id 0 is there twice",
                       std::runtime_error);
  columns.pz.pop_back();
  CHECK_THROWS_WITH_AS(fill_particles("F", columns, twice),
                       "F: column \"pz\" has 2 values, others have 3", std::runtime_error);
}

TEST_CASE("lists that do not fit are refused, with the place") {
  Event event;
  SUBCASE("a surface of another detector") {
    event.columns.surface_id[2] = 3;
    CHECK(event.message() ==
          "file: event 1: hit 2: volume 7, layer 2, surface 3 is no sensitive surface of the file "
          "of surfaces");
  }
  SUBCASE("a surface whose number would be that of another layer") {
    event.columns.layer_id[2] = 1;
    event.columns.surface_id[2] = 1U << 20U | 1U;
    CHECK(event.message().find("hit 2: volume 7, layer 1, surface 1048577") != std::string::npos);
  }
  SUBCASE("half a position") {
    event.columns.z[0] = NAN;
    CHECK(event.message() == "file: event 1: hit 0: its position is not a finite one");
  }
  SUBCASE("nothing was measured") {
    for (auto* values : {&event.columns.x, &event.columns.y, &event.columns.z}) {
      values->assign(4, NAN);
    }
    CHECK(event.message().find("give ArrowSimHitOutputConverter the clusters") !=
          std::string::npos);
  }
  SUBCASE("lists of other lengths") {
    event.columns.true_y.push_back(1);
    CHECK(event.message() == "file: event 1: column \"true_y\" has 5 values, others have 4");
  }
  SUBCASE("no hits") {
    event.columns = {};
    CHECK(event.message() == "file: event 1: the event is empty, it has no hits");
  }
  SUBCASE("an id of 63 bits") {
    event.columns.particle_id[0] = 0x7FFFFFFFFFFFFFFF;
    CHECK(event.message().find("hit 0: its particle_id is too large") != std::string::npos);
  }
}
