#include "studies/shift.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "studies/toy_event.hpp"
#include "trackloom/error.hpp"

using namespace trackloom;
using namespace trackloom::studies;

namespace {

Hits shifted(const ToyEvent& event, const Shift::Config& config) {
  Shift stage(config);
  Hits hits;
  stage(event.detector, event.hits, hits);
  return hits;
}

}  // namespace

TEST_CASE("the hits of the named layers move by the vector, the others do not") {
  const ToyEvent event = toy_event(60, 0);
  const Hits hits = shifted(event, {{"8/2", "9/2/3"}, 0.5, -1, 2, 0, 1});
  int moved = 0;
  for (std::size_t h = 0; h < hits.size(); ++h) {
    const Module& m = event.detector->modules()[event.hits.module[h]];
    const bool moves =
        (m.volume_id == 8 && m.layer_id == 2) || (m.volume_id == 9 && m.module_id == 3);
    moved += moves ? 1 : 0;
    CHECK(hits.x[h] == event.hits.x[h] + (moves ? 0.5F : 0));
    CHECK(hits.y[h] == event.hits.y[h] + (moves ? -1 : 0));
    CHECK(hits.z[h] == event.hits.z[h] + (moves ? 2 : 0));
    CHECK(hits.r[h] == doctest::Approx(std::hypot(hits.x[h], hits.y[h])));
    CHECK(hits.phi[h] == doctest::Approx(std::atan2(hits.y[h], hits.x[h])));
    CHECK(hits.module[h] == event.hits.module[h]);
    CHECK(hits.id[h] == event.hits.id[h]);
  }
  CHECK(moved == 25);
}

TEST_CASE("random shifts are one per module, the same in every event, within their limit") {
  ToyEvent event = toy_event(500, 0, 40);
  const Hits hits = shifted(event, {{}, 0, 0, 0, 0.3, 1});
  const std::size_t modules = event.detector->modules().size();
  std::set<float> offsets;
  for (std::size_t h = 0; h < hits.size(); ++h) {
    const float dz = hits.z[h] - event.hits.z[h];
    CHECK(std::abs(dz) <= 0.3F);
    CHECK(std::abs(hits.y[h] - event.hits.y[h]) <= 0.3001F);
    if (h < modules) {
      offsets.insert(dz);
    } else {
      CHECK(dz == hits.z[h % modules] - event.hits.z[h % modules]);
    }
  }
  CHECK(offsets.size() == modules);
  event.info.id = 8;
  CHECK(shifted(event, {{}, 0, 0, 0, 0.3, 1}).z == hits.z);
  CHECK(shifted(event, {{}, 0, 0, 0, 0.3, 2}).z != hits.z);
}

TEST_CASE("module names that cannot be read are refused with their parameter") {
  for (const char* bad : {"", "x", "8/", "8/2/1/1", "8 / 2", "-1", "8/2/1x"}) {
    CAPTURE(bad);
    try {
      Shift({{"8", bad}, 1, 0, 0, 0, 1});
      FAIL("accepted");
    } catch (const ConfigError& error) {
      CHECK(error.parameter() == "modules");
      CHECK(std::string(error.what()).find("VOLUME/LAYER") != std::string::npos);
    }
  }
}

TEST_CASE("a name that the detector does not have ends the run") {
  CHECK_THROWS_WITH_AS(shifted(toy_event(9, 0), {{"8/3"}, 1, 0, 0, 0, 1}),
                       "the detector has no module 8/3", FatalError);
}
