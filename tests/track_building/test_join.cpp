#include <doctest/doctest.h>

#include "track_building/join.hpp"

using namespace trackloom;
using Tracks = std::vector<std::vector<std::uint32_t>>;

namespace {

TrackCandidates tracks_of(const Tracks& list) {
  TrackCandidates tracks;
  for (const auto& hits : list) tracks.push_back(hits);
  return tracks;
}

Tracks joined(const Tracks& first, const Tracks& second, int min_hits) {
  TrackCandidates out;
  track_building::Join stage({min_hits});
  stage(tracks_of(first), tracks_of(second), out);
  Tracks list;
  for (std::size_t t = 0; t < out.size(); ++t) list.emplace_back(out[t].begin(), out[t].end());
  return list;
}

}  // namespace

TEST_CASE("joined tracks are ordered by their first hit") {
  CHECK(joined({{1, 5, 9}, {7, 8, 10}}, {{2, 3, 4}}, 3) ==
        Tracks{{1, 5, 9}, {2, 3, 4}, {7, 8, 10}});
  CHECK(joined({}, {}, 1).empty());
}

TEST_CASE("hits that both passes use stay with the first") {
  CHECK(joined({{1, 5, 9}}, {{0, 5, 6, 7}, {2, 3, 9}}, 3) == Tracks{{0, 6, 7}, {1, 5, 9}});
  CHECK(joined({{1, 5, 9}}, {{2, 3, 9}}, 2) == Tracks{{1, 5, 9}, {2, 3}});
}
