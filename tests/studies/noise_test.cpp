#include "studies/noise.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "studies/toy_event.hpp"

using namespace trackloom;
using namespace trackloom::studies;

namespace {

struct Result {
  Hits hits;
  Cells cells;
  Truth truth;
  std::size_t noise() const {
    return static_cast<std::size_t>(
        std::count(truth.particle_id.begin(), truth.particle_id.end(), 0U));
  }
};

Result with_noise(const ToyEvent& event, double share, std::uint64_t seed = 1) {
  Noise stage({share, seed});
  Result out;
  stage(event.info, event.detector, event.hits, event.cells, event.truth, out.hits, out.cells,
        out.truth);
  return out;
}

}  // namespace

TEST_CASE("noise is taken out until it has its share, and everything else stays as it was") {
  const ToyEvent event = toy_event(900, 300);
  const Result none = with_noise(event, 0);
  CHECK(none.noise() == 0);
  REQUIRE(none.hits.size() == 900);
  CHECK(none.truth.particle ==
        std::vector(event.truth.particle.begin(), event.truth.particle.begin() + 900));
  CHECK(none.cells.first.back() == event.cells.first[900]);

  const Result tenth = with_noise(event, 0.1);
  CHECK(tenth.noise() == 100);
  REQUIRE(tenth.hits.size() == 1000);
  REQUIRE(tenth.cells.first.size() == 1001);
  for (std::size_t i = 0; i < tenth.hits.size(); ++i) {
    const auto h = (tenth.hits.id[i] - 5) / 2;  // the hit it was
    CHECK(tenth.hits.y[i] == event.hits.y[h]);
    CHECK(tenth.hits.module[i] == event.hits.module[h]);
    CHECK(tenth.hits.layer[i] == event.hits.layer[h]);
    CHECK(tenth.hits.r[i] == event.hits.r[h]);
    CHECK(tenth.truth.particle_id[i] == event.truth.particle_id[h]);
    CHECK(tenth.truth.x[i] == event.truth.x[h]);
    CHECK(tenth.truth.weight[i] == doctest::Approx(event.truth.weight[h]));
    REQUIRE(tenth.cells.first[i + 1] - tenth.cells.first[i] == h % 3);
    if (h % 3 > 0) CHECK(tenth.cells.value[tenth.cells.first[i]] == static_cast<float>(h));
  }
}

TEST_CASE("less noise is a part of more, another seed takes other hits") {
  const ToyEvent event = toy_event(900, 300);
  const auto ids = [](const Result& r) { return std::set(r.hits.id.begin(), r.hits.id.end()); };
  const auto five = ids(with_noise(event, 0.05)), ten = ids(with_noise(event, 0.1));
  CHECK(std::includes(ten.begin(), ten.end(), five.begin(), five.end()));
  CHECK(ids(with_noise(event, 0.1)) == ten);
  CHECK(ids(with_noise(event, 0.1, 2)) != ten);
}

TEST_CASE("added noise is single cells inside modules all over the detector") {
  const ToyEvent event = toy_event(900, 100, 40);
  const Result more = with_noise(event, 0.5);
  CHECK(more.noise() == 900);
  REQUIRE(more.hits.size() == 1800);
  REQUIRE(more.cells.first.size() == 1801);
  std::set<std::uint32_t> modules;
  for (std::size_t i = 1000; i < 1800; ++i) {
    modules.insert(more.hits.module[i]);
    CHECK(more.hits.id[i] == 2 * 999 + 5 + 1 + (i - 1000));
    CHECK(more.truth.particle[i] == no_particle);
    CHECK(more.truth.weight[i] == 0);
    CHECK(more.cells.first[i + 1] - more.cells.first[i] == 1);
    const float value = more.cells.value[more.cells.first[i]];
    CHECK(value >= 0.07F * 0.15F);
    CHECK(value <= 0.15F);
    const Module& m = event.detector->modules()[more.hits.module[i]];
    CHECK(more.hits.layer[i] == event.detector->layer_of(more.hits.module[i]));
    CHECK(more.hits.x[i] == m.center[0]);
    CHECK(std::abs(more.hits.y[i]) < 5);
    CHECK(std::abs(more.hits.z[i] - m.center[2]) < 5);
    // ch0 and ch1 are the cell that the position is the centre of.
    const auto ch0 = more.cells.ch0[more.cells.first[i]];
    CHECK(more.hits.y[i] ==
          doctest::Approx((static_cast<double>(ch0) + 0.5) * 0.05 - 5).epsilon(1e-4));
  }
  CHECK(modules.size() > 110);  // of 120, 800 times
  // The part that was there before is untouched.
  CHECK(std::equal(event.hits.id.begin(), event.hits.id.end(), more.hits.id.begin()));
}

TEST_CASE("noise needs truth, and says so") {
  ToyEvent event = toy_event(9, 3);
  event.truth.clear();
  CHECK_THROWS_WITH_AS(with_noise(event, 0.1),
                       doctest::Contains("studies.noise needs truth, and the event has none"),
                       std::runtime_error);
}
