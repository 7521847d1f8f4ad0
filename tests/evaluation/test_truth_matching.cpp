#include "event_data/truth_matching.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "small_event.hpp"

using namespace trackloom;
using namespace trackloom::evaluation;

namespace {

std::vector<TrackMatch> match(const SmallEvent& e) {
  return match_tracks(e.truth, ParticleSizes(e.truth, e.particles.size()), e.tracks);
}
double score(const SmallEvent& e) {
  return trackml_score(e.truth, e.tracks, match(e));
}

}  // namespace

TEST_CASE("the majority particle has most of the track's hits") {
  SmallEvent e;
  e.particle(7, 1);
  e.particle(9, 1);
  const auto a = e.add_hits(7, 6);
  const auto b = e.add_hits(9, 4);
  e.track({a, a + 1, b, a + 2, b + 1});
  const auto m = match(e);
  REQUIRE(m.size() == 1);
  CHECK(m[0].particle_id == 7);
  CHECK(m[0].row == 0);
  CHECK(m[0].track_hits == 5);
  CHECK(m[0].shared_hits == 3);
  CHECK(m[0].particle_hits == 6);
  CHECK(m[0].purity() == doctest::Approx(0.6));
  CHECK(m[0].completeness() == doctest::Approx(0.5));
  CHECK_FALSE(m[0].double_majority());  // half of the particle is not more than half
  CHECK(m[0].single_majority());
}

TEST_CASE("a tie goes to the smallest particle id, whatever the order of the hits") {
  SmallEvent e;
  e.particle(7, 1);
  e.particle(9, 1);
  const auto a = e.add_hits(7, 2);
  const auto b = e.add_hits(9, 2);
  e.track({b, b + 1, a, a + 1});
  CHECK(match(e)[0].particle_id == 7);
  CHECK_FALSE(match(e)[0].double_majority());
  CHECK(match(e)[0].single_majority());  // purity of exactly 1/2
}

TEST_CASE("noise never matches, and wins a tie as the smallest id") {
  SmallEvent e;
  e.particle(7, 1);
  const auto noise = e.add_hits(0, 3);
  const auto a = e.add_hits(7, 3);
  e.track({noise, noise + 1, noise + 2});
  e.track({a, a + 1, a + 2, noise, noise + 1, noise + 2});
  for (const TrackMatch& m : match(e)) {
    CHECK(m.particle_id == 0);
    CHECK_FALSE(m.double_majority());
    CHECK_FALSE(m.single_majority());
  }
}

TEST_CASE("particle ids beyond 2^53 are told apart") {
  SmallEvent e;
  const std::uint64_t id = (1ULL << 62) + 1;
  e.particle(id, 1);
  e.particle(id + 1, 1);
  const auto a = e.add_hits(id, 3);
  const auto b = e.add_hits(id + 1, 4);
  e.track({a, b, b + 1, b + 2});
  CHECK(match(e)[0].particle_id == id + 1);
  CHECK(match(e)[0].particle_hits == 4);
}

TEST_CASE("a particle that the particles file does not list still matches and scores") {
  SmallEvent e;
  const auto a = e.add_hits(5, 4);
  e.track({a, a + 1, a + 2});
  CHECK(match(e)[0].row == no_particle);
  CHECK(match(e)[0].particle_hits == 4);
  CHECK(match(e)[0].double_majority());
  CHECK(score(e) == doctest::Approx(0.75));
}

TEST_CASE("the TrackML score adds the majority's weights of double-majority tracks") {
  SmallEvent e;
  e.particle(1, 1);
  e.particle(2, 1);
  e.particle(3, 1);
  const auto a = e.add_hits(1, 5, 0.06);  // 0.30
  const auto b = e.add_hits(2, 5, 0.08);  // 0.40
  const auto c = e.add_hits(3, 3, 0.10);  // 0.30
  const auto n = e.add_hits(0, 2, 0);
  e.track({a, a + 1, a + 2, b, n});   // 3 of 5, 3 of 5: + 0.18; hit b does not count
  e.track({b + 1, b + 2, c, c + 1});  // tie 2:2, purity 1/2: nothing
  e.track({c + 2, n + 1});            // tie with noise: nothing
  CHECK(score(e) == doctest::Approx(0.18).epsilon(1e-12));
  SmallEvent perfect = e;
  perfect.tracks.clear();
  perfect.track({a, a + 1, a + 2, a + 3, a + 4});
  perfect.track({b, b + 1, b + 2, b + 3, b + 4});
  perfect.track({c, c + 1, c + 2});
  CHECK(score(perfect) == doctest::Approx(1).epsilon(1e-12));
}

TEST_CASE("the score of an event without weight is not a number") {
  SmallEvent e;
  e.add_hits(0, 3, 0);
  CHECK(std::isnan(score(e)));
}

TEST_CASE("a track with a hit that truth does not have is refused") {
  SmallEvent e;
  e.add_hits(0, 3);
  e.track({0, 3});
  CHECK_THROWS_WITH_AS(match(e), "track 0 has hit 3 but truth has 3 hits", std::runtime_error);
}

TEST_CASE("a track that has a hit twice is refused, it would count twice") {
  SmallEvent e;
  e.particle(7, 1);
  const auto a = e.add_hits(7, 6);
  e.track({a, a + 1, a});
  CHECK_THROWS_WITH_AS(match(e), "track 0 has hit 0 twice", std::runtime_error);
}
