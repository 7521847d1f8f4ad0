#include "module_map/selection.hpp"

#include <doctest/doctest.h>

#include <array>

#include "module_map/toy_detector.hpp"

using namespace trackloom::module_map;

namespace {

using Rows = std::vector<std::array<std::uint32_t, 3>>;

Rows find(const toy::Event& event, Sequence sequence, const Selection& selection = {}) {
  TripletFinder finder(selection, sequence);
  Rows rows;
  for (const HitTriplet& t : finder.find(event.hits, event.truth, event.particles)) {
    rows.push_back({t.inner, t.middle, t.outer});
  }
  return rows;
}

// Hits 0 and 1 overlap on layer 0, then one hit each on layers 1 and 2; added outermost first so
// that the rows are not already in order.
toy::Event overlap_event() {
  toy::Event event;
  const auto p = event.add_particle(2, 0, 0);
  event.add_hit(p, 110, 0, 0, 12, 2);  // row 0
  event.add_hit(p, 70, 0, 0, 11, 1);   // row 1
  event.add_hit(p, 31, 0, 0, 10, 0);   // row 2
  event.add_hit(p, 30, 0, 0, 9, 0);    // row 3
  return event;
}

}  // namespace

TEST_CASE("consecutive hits make triplets in order from the vertex") {
  CHECK(find(overlap_event(), Sequence::hits) == Rows{{3, 2, 1}, {2, 1, 0}});
}

TEST_CASE("consecutive layers make triplets of all combinations") {
  CHECK(find(overlap_event(), Sequence::layers) == Rows{{3, 1, 0}, {2, 1, 0}});
}

TEST_CASE("a second hit on the same module is dropped") {
  toy::Event event = overlap_event();
  event.hits.module[2] = 9;
  CHECK(find(event, Sequence::hits) == Rows{{3, 1, 0}});
  CHECK(find(event, Sequence::layers) == Rows{{3, 1, 0}});
}

TEST_CASE("particles are selected by pt, eta, production radius, hits and type") {
  const toy::Event good = overlap_event();
  CHECK(find(good, Sequence::hits).size() == 2);

  toy::Event soft = good;
  soft.particles.px[0] = 0.99F;
  CHECK(find(soft, Sequence::hits).empty());
  CHECK(find(soft, Sequence::hits, {.min_pt = 0.5F}).size() == 2);

  toy::Event forward = good;
  forward.particles.pz[0] = 2 * std::sinh(4.01F);
  CHECK(find(forward, Sequence::hits).empty());

  toy::Event displaced = good;
  displaced.particles.vy[0] = 261;
  CHECK(find(displaced, Sequence::hits).empty());
  CHECK(find(displaced, Sequence::hits, {.max_production_radius = 300}).size() == 2);

  CHECK(find(good, Sequence::hits, {.min_hits = 5}).empty());

  toy::Event electron = good;
  electron.particles.type = {-11};
  CHECK(find(electron, Sequence::hits).empty());
  CHECK(find(electron, Sequence::hits, {.electrons = true}).size() == 2);
  electron.particles.type = {211};
  CHECK(find(electron, Sequence::hits).size() == 2);
}

TEST_CASE("noise makes no triplets") {
  toy::Event event = overlap_event();
  for (auto& particle : event.truth.particle) particle = trackloom::no_particle;
  CHECK(find(event, Sequence::hits).empty());
}
