#include <doctest/doctest.h>

#include "toy_detector.hpp"
#include "track_fitting/clean.hpp"
#include "track_fitting/merge.hpp"
#include "track_fitting/resolve_shared.hpp"
#include "trackloom/error.hpp"

using namespace trackloom;
using namespace trackloom::track_fitting;

namespace {

using Row = std::vector<std::uint32_t>;
using Rows = std::vector<Row>;

template <class Stage>
Rows run(const ToyDetector& toy, const Hits& hits, const Rows& rows,
         typename Stage::Config config = {}) {
  static_cast<FitModel&>(config) = toy.model;
  const Stage stage(config);
  TrackCandidates all, out;
  for (const Row& row : rows) all.push_back(row);
  stage(hits, toy.detector, all, out);
  Rows found;
  for (std::size_t t = 0; t < out.size(); ++t) found.emplace_back(out[t].begin(), out[t].end());
  return found;
}

struct TwoTracks {
  ToyDetector toy;
  Hits hits;
  Row a, b;
  TwoTracks() {
    std::mt19937 random(7);
    a = toy.simulate({0, 0, 20, 0.8, 1.1, 0.3, 1}, hits, &random);
    b = toy.simulate({0, 0, -10, 0.8, 1.2, 0.2, -1}, hits, &random);
    REQUIRE(a.size() == 10);
    REQUIRE(b.size() == 10);
  }
  static Row part(const Row& row, std::size_t from, std::size_t to) {
    return {row.begin() + static_cast<std::ptrdiff_t>(from),
            row.begin() + static_cast<std::ptrdiff_t>(to)};
  }
};

Row operator+(Row a, const Row& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

TEST_CASE("clean: good tracks stay as they are") {
  const TwoTracks e;
  CHECK(run<Clean>(e.toy, e.hits, {e.a, e.b}) == Rows{e.a, e.b});
}

TEST_CASE("clean: a hit of another particle is taken out wherever it is") {
  const TwoTracks e;
  for (const std::size_t at : {std::size_t{0}, std::size_t{4}, std::size_t{9}}) {
    Row row = e.a, rest = e.a;
    row[at] = e.b[at];
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at));
    CAPTURE(at);
    CHECK(run<Clean>(e.toy, e.hits, {row}) == Rows{rest});
  }
}

TEST_CASE("clean: two particles on one track become two tracks") {
  const TwoTracks e;
  const Row inner = TwoTracks::part(e.a, 0, 5), outer = TwoTracks::part(e.b, 5, 10);
  CHECK(run<Clean>(e.toy, e.hits, {inner + outer}) == Rows{inner, outer});
}

TEST_CASE("clean: a track that no helix describes is dropped, one too short to judge is kept") {
  const TwoTracks e;
  const Row wrong{e.a[0], e.b[2], e.a[4], e.b[6]};
  CHECK(run<Clean>(e.toy, e.hits, {wrong}).empty());
  const Row pair = TwoTracks::part(e.a, 0, 2);
  CHECK(run<Clean>(e.toy, e.hits, {pair}) == Rows{pair});
}

TEST_CASE("merge: pieces of one particle are joined, in either order and interleaved") {
  const TwoTracks e;
  const Row inner = TwoTracks::part(e.a, 0, 5), outer = TwoTracks::part(e.a, 5, 10);
  CHECK(run<Merge>(e.toy, e.hits, {inner, outer}) == Rows{e.a});
  CHECK(run<Merge>(e.toy, e.hits, {outer, inner}) == Rows{e.a});
  const Row short_inner = TwoTracks::part(e.a, 0, 3), long_outer = TwoTracks::part(e.a, 3, 10);
  CHECK(run<Merge>(e.toy, e.hits, {short_inner, long_outer, e.b}) == Rows{e.a, e.b});
}

TEST_CASE("merge: tracks of two particles stay apart") {
  const TwoTracks e;
  const Row inner = TwoTracks::part(e.a, 0, 5), outer = TwoTracks::part(e.b, 5, 10);
  CHECK(run<Merge>(e.toy, e.hits, {inner, outer}) == Rows{inner, outer});
  CHECK(run<Merge>(e.toy, e.hits, {e.a, e.b}) == Rows{e.a, e.b});
  CHECK(run<Merge>(e.toy, Hits{}, {}).empty());
}

TEST_CASE("resolve_shared: the longer track keeps what two share, of equal length the better fit") {
  const TwoTracks e;
  Row guest = e.b;
  guest.insert(guest.begin(), e.a[0]);  // b with a hit of a: longer
  CHECK(run<ResolveShared>(e.toy, e.hits, {e.a, guest}) ==
        Rows{guest, TwoTracks::part(e.a, 1, 10)});
  Row worse = e.b;
  worse[3] = e.a[3];
  Row rest = worse;
  rest.erase(rest.begin() + 3);
  CHECK(run<ResolveShared>(e.toy, e.hits, {worse, e.a}) == Rows{e.a, rest});
}

TEST_CASE("resolve_shared: a track that keeps too few hits is dropped and frees them") {
  const TwoTracks e;
  const Row most = TwoTracks::part(e.a, 0, 6) + Row{e.b[8]};
  const Row third{e.b[8], e.b[9], e.b[7]};
  CHECK(run<ResolveShared>(e.toy, e.hits, {e.a, most, third}) == Rows{e.a, third});
}

TEST_CASE("fit model: lists of different length and a field that bends nothing are refused") {
  FitModel model;
  model.passive_thickness.pop_back();
  CHECK_THROWS_AS(prepare(model), ConfigError);
  model = {};
  model.field = 0;
  CHECK_THROWS_AS(prepare(model), ConfigError);
  model = {};
  CHECK_NOTHROW(prepare(model));
}
