#include "evaluation/physics_counts.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "small_event.hpp"

using namespace trackloom;
using namespace trackloom::evaluation;

namespace {

std::vector<std::uint32_t> rows(std::uint32_t first, std::uint32_t count) {
  std::vector<std::uint32_t> list;
  for (std::uint32_t i = 0; i < count; ++i) list.push_back(first + i);
  return list;
}

PhysicsCounts count(const SmallEvent& e) {
  PhysicsCounts counts{Selection{}};
  counts.add(e.hits, e.truth, e.particles, e.tracks);
  return counts;
}

void check(const Fraction& f, std::uint64_t passed, std::uint64_t total) {
  CHECK(f.passed == passed);
  CHECK(f.total == total);
}

}  // namespace

TEST_CASE("efficiencies count reconstructable particles inside the cuts, which are exclusive") {
  SmallEvent e;
  e.particle(1, 2.5F);         // found
  e.particle(2, 0.5F);         // at a cut: not above it; found
  e.particle(3, 1.5F, 0, 30);  // displaced, not found
  e.particle(4, 1.5F, 4.1F);   // beyond |eta|, found
  e.particle(5, 3.0F);         // 4 hits, found
  e.particle(6, 0.05F);        // below every pT cut, found
  e.particle(7, 1.0F);         // no hits
  for (const std::uint64_t id : {1, 2, 3, 4, 5, 6}) {
    const std::uint32_t n = id == 5 ? 4 : 6;
    const auto first = e.add_hits(id, n);
    if (id != 3) e.track(rows(first, n));
  }
  const PhysicsCounts c = count(e);
  check(c.all[0], 2, 3);  // pT > 0.1: 1, 2, 3
  check(c.all[1], 1, 2);  // pT > 0.5: 1, 3
  check(c.all[2], 1, 2);  // pT > 1
  check(c.prompt[0], 2, 2);
  check(c.prompt[1], 1, 1);
  check(c.prompt[2], 1, 1);
  check(c.physics, 3, 4);  // 1, 2, 3, 5
  check(c.technical, 2, 3);
  check(c.physics_05, 2, 3);
  check(c.technical_05, 1, 2);
  check(c.matched, 4, 4);  // tracks with >= 5 hits: 1, 2, 4, 6
  check(c.purity, 2, 4);   // of these 4 and 6 are not selected
  CHECK(c.fake_rate() == 0);
}

TEST_CASE("prompt means a production radius below 2 mm") {
  SmallEvent e;
  e.particle(1, 1.5F, 0, 1.99F);
  e.particle(2, 1.5F, 0, 2.0F);
  e.add_hits(1, 6);
  e.add_hits(2, 6);
  const PhysicsCounts c = count(e);
  check(c.prompt[2], 0, 1);
  check(c.all[2], 0, 2);
}

TEST_CASE("fakes are tracks of five hits and more without a double-majority particle") {
  SmallEvent e;
  e.particle(1, 1);
  const auto a = e.add_hits(1, 12);
  const auto n = e.add_hits(0, 9);
  e.track(rows(a, 7));      // matched
  e.track(rows(a + 7, 5));  // 5 of 12: pure but not half of the particle: fake, and a duplicate
  e.track(rows(n, 5));      // noise
  e.track(rows(n + 5, 4));  // too short to count
  const PhysicsCounts c = count(e);
  check(c.matched, 1, 3);
  CHECK(c.fake_rate() == doctest::Approx(2.0 / 3));
  CHECK(c.single_tracks == 2);
  CHECK(c.single_particles == 1);
  CHECK(c.duplicate_rate() == 1);
}

TEST_CASE("single majority asks for half of the track only") {
  SmallEvent e;
  e.particle(1, 2.5F);
  const auto a = e.add_hits(1, 14);
  const auto n = e.add_hits(0, 2);
  e.track({a, a + 1, n, a + 2, n + 1, a + 3, a + 4, a + 5});  // 6 of 8 hits, 6 of 14
  const PhysicsCounts c = count(e);
  check(c.all[2], 0, 1);
  check(c.single[2], 1, 1);
  check(c.gnn4itk, 1, 1);  // 8 hits
}

TEST_CASE("the GNN4ITk efficiency asks for eight hits, 2 GeV and an origin near the beam spot") {
  SmallEvent e;
  e.particle(1, 2.5F);
  e.particle(2, 2.5F, 0, 25);
  e.particle(3, 2.5F);
  e.particle(4, 1.9F);
  e.particle(5, 2.5F);
  e.particles.vz[4] = 260;
  for (const std::uint64_t id : {1, 2, 3, 4, 5}) {
    const auto first = e.add_hits(id, 9);
    e.track(rows(first, id == 3 ? 7 : 9));
  }
  check(count(e).gnn4itk, 1, 2);
}

TEST_CASE("without particles the score and fakes are counted, efficiencies are not") {
  SmallEvent e;
  e.particles.present = false;
  const auto a = e.add_hits(1, 6);
  e.track(rows(a, 6));
  const PhysicsCounts c = count(e);
  CHECK(c.score() == doctest::Approx(1));
  check(c.matched, 1, 1);
  CHECK(c.events_with_particles == 0);
  CHECK(std::isnan(c.all[0].value()));
  CHECK(std::isnan(c.purity.value()));
}

TEST_CASE("the score is the mean over events, however many hits they have") {
  PhysicsCounts c{Selection{}};
  SmallEvent all, nothing;
  all.add_hits(1, 100);
  all.track(rows(0, 100));
  nothing.add_hits(1, 3);
  c.add(all.hits, all.truth, all.particles, all.tracks);
  c.add(nothing.hits, nothing.truth, nothing.particles, nothing.tracks);
  CHECK(c.score() == doctest::Approx(0.5));
}

TEST_CASE("tables hold particles by pT, eta, number of hits and radius") {
  SmallEvent e;
  e.particle(1, 0.6F, -1.1F, 5);
  e.particle(2, 0.4F, 1);
  const auto a = e.add_hits(1, 25);
  e.add_hits(2, 6);
  e.track(rows(a, 25));
  const PhysicsCounts c = count(e);
  check(c.against_pt.bins()[5], 1, 1);     // 0.5 ... 0.7
  check(c.against_pt.bins()[4], 0, 1);     // 0.4 ... 0.5
  check(c.against_eta.bins()[11], 1, 1);   // -1.25 ... -1
  check(c.against_hits.bins()[19], 1, 1);  // 20 and more
  check(c.against_radius.bins()[1], 1, 1);
  std::uint64_t total = 0;
  for (const Fraction& f : c.against_eta.bins()) total += f.total;
  CHECK(total == 1);  // particle 2 is below table_pt
}
