#include "comparing/physics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>

using namespace comparing;
using doctest::Approx;

namespace {

// `events` events of 100 particles of 10 hits; a side finds all but every `missed`-th, with a track
// of 8 right hits. Every event has `fakes` more tracks.
Lists side(std::size_t events, std::size_t missed, std::size_t fakes) {
  Lists lists;
  for (std::uint64_t e = 1; e <= events; ++e) {
    lists.events.push_back({e, 1000, e * 17, true, 1.0});
    std::uint64_t track = 0;
    for (std::uint64_t p = 1; p <= 100; ++p) {
      ParticleRow row;
      row.event = e;
      row.id = p;
      row.pt = 0.3 + 0.02 * static_cast<double>(p);
      row.eta = -3.5 + 0.07 * static_cast<double>(p);
      row.hits = 10;
      row.found = missed == 0 || (p + e) % missed != 0;
      if (row.found) {
        row.score = 0.008;
        row.single = 1;
        row.track = ++track;
        lists.tracks.push_back({e, track, 8, p, 8, 10, e * 1000 + p});
      }
      lists.particles.push_back(row);
    }
    for (std::uint64_t f = 0; f < fakes; ++f) {
      lists.tracks.push_back({e, ++track, 8, 0, 3, 0, e * 1000 + 500 + f});
    }
  }
  return lists;
}

const Figure& figure(const Physics& physics, const std::string& name) {
  const auto found = std::find_if(physics.figures.begin(), physics.figures.end(),
                                  [&](const Figure& f) { return f.name == name; });
  if (found == physics.figures.end()) throw std::runtime_error("no figure " + name);
  return *found;
}

std::string refusal(const Lists& a, const Lists& b) {
  try {
    check_same_events(a, "first", b, "second");
  } catch (const std::exception& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a side against itself differs nowhere") {
  const Lists lists = side(5, 9, 3);
  const Physics physics = compare_physics(lists, lists, {}, 0.95);
  CHECK(physics.events == 5);
  CHECK(physics.figures.size() == 9);
  for (const Figure& f : physics.figures) {
    CAPTURE(f.name);
    CHECK(f.verdict.outcome == Outcome::identical);
    CHECK(f.difference.difference == 0);
  }
  CHECK(physics.only_a.empty());
  CHECK(physics.only_b.empty());
}

TEST_CASE("a side that misses particles and makes fakes is worse") {
  const Lists good = side(8, 0, 2), bad = side(8, 5, 20);
  const Physics physics = compare_physics(good, bad, {}, 0.95);
  for (const char* name :
       {"score", "efficiency_all_pt1.0", "efficiency_prompt_pt0.5", "fake_rate"}) {
    CAPTURE(name);
    CHECK(figure(physics, name).verdict.outcome == Outcome::worse);
  }
  CHECK(figure(physics, "score").difference.a == Approx(0.8));
  CHECK(figure(physics, "score").difference.b == Approx(0.64));
  CHECK(figure(physics, "fake_rate").difference.a == Approx(2.0 / 102));
  CHECK(figure(physics, "fake_rate").difference.b == Approx(0.2));
  CHECK(physics.only_a.size() == 8 * 20);
  CHECK(physics.only_b.empty());
  const Physics other_way = compare_physics(bad, good, {}, 0.95);
  CHECK(figure(other_way, "score").verdict.outcome == Outcome::better);
}

TEST_CASE("duplicates are tracks beyond the first of a particle") {
  const Lists once = side(6, 0, 0);
  Lists twice = once;
  for (ParticleRow& p : twice.particles) p.single = p.id % 4 == 0 ? 3 : 1;
  const Physics physics = compare_physics(once, twice, {}, 0.95);
  CHECK(figure(physics, "duplicate_rate").difference.a == 0);
  CHECK(figure(physics, "duplicate_rate").difference.b == Approx(0.5));
  CHECK(figure(physics, "duplicate_rate").verdict.outcome == Outcome::worse);
}

TEST_CASE("bins add up to the particles and their ratios are those of the efficiencies") {
  const Physics physics = compare_physics(side(4, 0, 0), side(4, 5, 0), {}, 0.95);
  REQUIRE(physics.curves.size() == 4);
  std::uint64_t total = 0, only_a = 0;
  for (const RatioBin& bin : physics.curves[0].bins) {
    total += bin.total;
    only_a += bin.only_a;
  }
  CHECK(total == 400);
  CHECK(only_a == 80);
  // All particles have 10 hits; above pT 0.5 GeV there are 90 of each event.
  const RatioBin& ten = physics.curves[2].bins[5];
  CHECK(ten.low == 10);
  CHECK(ten.total == 4 * 90);
  CHECK(ten.ratio.value == Approx(0.8).epsilon(0.02));
}

TEST_CASE("events without truth are left out") {
  Lists lists = side(3, 0, 0);
  for (EventRow& event : lists.events) event.truth = false;
  lists.particles.clear();
  const Physics physics = compare_physics(lists, lists, {}, 0.95);
  CHECK(physics.events == 0);
  CHECK(physics.figures.empty());
}

TEST_CASE("different events are refused with what differs") {
  const Lists a = side(3, 0, 0);
  CHECK(refusal(a, a).empty());
  Lists fewer = side(2, 0, 0);
  CHECK(refusal(a, fewer).find("event 3 came out of first only") != std::string::npos);
  Lists other = a;
  other.events[1].hits = 7;
  CHECK(refusal(a, other).find("event 2 has 1000 hits in first and 7 in second") !=
        std::string::npos);
  other = a;
  other.events[1].hits_hash = 1;
  CHECK(refusal(a, other).find("at other places") != std::string::npos);
  CHECK(refusal({}, {}).find("first has none") != std::string::npos);
}
