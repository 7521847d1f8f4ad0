#include "evaluation/track_direction.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "evaluation/physics_counts.hpp"
#include "small_event.hpp"

using namespace trackloom;
using namespace trackloom::evaluation;

TEST_CASE("a track's pT is that of the circle through its hits, its eta that of its chord") {
  const double radius = 1 / 0.299792458e-3 / 2;  // mm, of 1 GeV in 2 T
  Hits hits;
  hits.resize(6);
  for (std::size_t h = 0; h < 6; ++h) {
    const double angle = 0.3 + 0.1 * static_cast<double>(h);
    hits.x[h] = static_cast<float>(radius * std::cos(angle) + 100);
    hits.y[h] = static_cast<float>(radius * std::sin(angle));
    hits.z[h] = 300.0F * static_cast<float>(h);
  }
  const std::vector<std::uint32_t> track{0, 1, 2, 3, 4, 5};
  const TrackDirection found = direction_of(track, hits, 2);
  CHECK(found.pt == doctest::Approx(1).epsilon(1e-4));
  CHECK(found.eta == doctest::Approx(std::asinh(1500 / (2 * radius * std::sin(0.25)))));
  CHECK(direction_of(track, hits, 1).pt == doctest::Approx(0.5).epsilon(1e-4));
  hits.y.assign(6, 0);
  CHECK(std::isinf(direction_of(track, hits, 2).pt));
}

TEST_CASE("fakes are counted against pT and eta of the tracks, short ones are not") {
  SmallEvent e;
  e.particle(1, 1);
  e.add_hits(1, 6);
  e.add_hits(0, 6);
  for (std::size_t h = 6; h < 12; ++h) e.hits.z[h] = 100 * static_cast<float>(h);
  e.track({0, 1, 2, 3, 4, 5});
  e.track({6, 7, 8, 9, 10, 11});
  e.track({6, 7, 8, 9});
  PhysicsCounts counts{Selection{}};
  counts.add(e.hits, e.truth, e.particles, e.tracks);
  // Straight tracks: the last bin of pT. Eta 0, and asinh(500 / 150) = 1.92.
  CHECK(counts.fakes_pt.bins().back().passed == 1);
  CHECK(counts.fakes_pt.bins().back().total == 2);
  CHECK(counts.fakes_eta.bins()[16].total == 1);
  CHECK(counts.fakes_eta.bins()[16].passed == 0);
  CHECK(counts.fakes_eta.bins()[16 + 7].passed == 1);
}
