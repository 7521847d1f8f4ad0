#include <doctest/doctest.h>
#include <tbb/global_control.h>

#include "toy_detector.hpp"
#include "track_fitting/extend.hpp"
#include "track_fitting/track_fit.hpp"

using namespace trackloom;
using namespace trackloom::track_fitting;

namespace {

using Row = std::vector<std::uint32_t>;
using Rows = std::vector<Row>;

Rows extend(const ToyDetector& toy, const Hits& hits, const Rows& rows, int min_hits = 3) {
  Extend::Config config;
  static_cast<FitModel&>(config) = toy.model;
  config.min_hits = min_hits;
  const Extend stage(config);
  TrackCandidates all, out;
  for (const Row& row : rows) all.push_back(row);
  stage(hits, toy.detector, all, out);
  Rows found;
  for (std::size_t t = 0; t < out.size(); ++t) found.emplace_back(out[t].begin(), out[t].end());
  return found;
}

struct OneTrack {
  ToyDetector toy;
  Hits hits;
  Row track;
  explicit OneTrack(double pt = 0.5) {
    std::mt19937 random(5);
    track = toy.simulate({0, 0, 20, pt, 1.1, 0.3, 1}, hits, &random);
    REQUIRE(track.size() == toy.radii.size());
  }
  Row part(const std::vector<std::size_t>& which) const {
    Row row;
    for (const std::size_t i : which) row.push_back(track[i]);
    return row;
  }
};

}  // namespace

TEST_CASE("extend: hits beyond both ends and in a gap of the track are found") {
  const OneTrack e;
  CHECK(extend(e.toy, e.hits, {e.part({0, 1, 2, 3, 4})}) == Rows{e.track});
  CHECK(extend(e.toy, e.hits, {e.part({5, 6, 7, 8, 9})}) == Rows{e.track});
  CHECK(extend(e.toy, e.hits, {e.part({0, 1, 2, 3, 4, 5, 7, 8, 9})}) == Rows{e.track});
  CHECK(extend(e.toy, e.hits, {e.part({0, 2, 3, 4, 5, 6, 7, 8, 9})}) == Rows{e.track});
}

TEST_CASE("extend: of two hits on a module the one that fits is taken, and one far off never") {
  OneTrack e;
  const std::uint32_t last = e.track.back();
  const Geometry geometry(*e.toy.detector, e.toy.model);
  const Plane& plane = geometry.plane(e.hits.module[last]);
  const Vector3 at = position(e.hits, last);
  e.toy.add(e.hits, at + 4.0 * plane.axis_u(), e.hits.module[last]);
  CHECK(extend(e.toy, e.hits, {e.part({0, 1, 2, 3, 4})}) == Rows{e.track});
  OneTrack far;
  far.track.pop_back();
  far.hits.resize(far.hits.size() - 1);
  far.toy.add(far.hits, at + 60.0 * plane.axis_u(), e.hits.module[last]);
  CHECK(extend(far.toy, far.hits, {far.part({0, 1, 2, 3, 4})}) == Rows{far.track});
}

TEST_CASE("extend: hits of other tracks are left to them") {
  const OneTrack e;
  const Row inner = e.part({0, 1, 2, 3, 4}), outer = e.part({7, 8, 9});
  CHECK(extend(e.toy, e.hits, {inner, outer}, 4) == Rows{e.part({0, 1, 2, 3, 4, 5, 6}), outer});
}

TEST_CASE("extend: a hit that two tracks want goes to the longer one") {
  const ToyDetector toy;
  Hits hits;
  const Row a = toy.simulate({0, 0, 0, 2, 1.0, 0.2, 1}, hits, nullptr);
  Row b = toy.simulate({0, 0, 0.05, 2, 1.0, 0.2, 1}, hits, nullptr);  // next to it everywhere
  hits.resize(hits.size() - 1);                                       // its last hit is missing
  b.pop_back();
  const Row all_but_last(a.begin(), a.end() - 1);
  Row longer = a, shorter(b.begin() + 1, b.end());
  hits.module[b.front()] = hits.module[a.front()];
  const Rows found = extend(toy, hits, {all_but_last, shorter});
  REQUIRE(found.size() == 2);
  CHECK(found[0] == longer);
  CHECK(found[1] == b);
}

TEST_CASE("extend: short tracks, tracks that are no helix and empty events pass unchanged") {
  const OneTrack e;
  CHECK(extend(e.toy, e.hits, {e.part({0, 1, 2})}, 4) == Rows{e.part({0, 1, 2})});
  CHECK(extend(e.toy, e.hits, {e.part({0, 1})}, 3) == Rows{e.part({0, 1})});
  OneTrack bent;
  const Geometry geometry(*bent.toy.detector, bent.toy.model);
  for (const std::size_t i : {1U, 3U}) {
    const std::uint32_t h = bent.track[i];
    const Vector3 at = position(bent.hits, h) + 3.0 * geometry.plane(bent.hits.module[h]).axis_u();
    bent.hits.x[h] = static_cast<float>(at.x);
    bent.hits.y[h] = static_cast<float>(at.y);
  }
  const Row wrong = bent.part({0, 1, 2, 3, 4});
  CHECK(extend(bent.toy, bent.hits, {wrong}) == Rows{wrong});
  CHECK(extend(e.toy, Hits{}, {}).empty());
}

TEST_CASE("extend: any number of threads gives the same tracks") {
  const ToyDetector toy;
  std::mt19937 random(11);
  std::uniform_real_distribution<double> even(0, 1);
  Hits hits;
  Rows rows;
  for (int i = 0; i < 300; ++i) {
    const Row row = toy.simulate({0, 0, 50 * even(random), 0.3 + even(random), 6.28 * even(random),
                                  even(random) - 0.5, i % 2 == 0 ? 1 : -1},
                                 hits, &random);
    if (row.size() > 6) rows.emplace_back(row.begin() + 1, row.begin() + 5);
  }
  Rows one;
  {
    const tbb::global_control control(tbb::global_control::max_allowed_parallelism, 1);
    one = extend(toy, hits, rows);
  }
  CHECK(one == extend(toy, hits, rows));
  std::size_t count = 0;
  for (const Row& row : one) count += row.size();
  CHECK(count > rows.size() * 8);  // of ten
}
