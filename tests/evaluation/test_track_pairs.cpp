#include "evaluation/track_pairs.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "evaluation/compare_tracks.hpp"
#include "small_event.hpp"

using namespace trackloom;
using namespace trackloom::evaluation;

namespace {

TrackCandidates tracks_of(std::initializer_list<std::vector<std::uint32_t>> lists) {
  TrackCandidates tracks;
  for (const auto& list : lists) tracks.push_back(list);
  return tracks;
}

}  // namespace

TEST_CASE("tracks match if they share more than half the hits of either") {
  const auto first = tracks_of({{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10}});
  const auto second = tracks_of({{0, 1, 2}, {4, 5}, {7, 8, 9, 11}, {6, 10}});
  const TrackPairs pairs = match_pairs(first, second, 12);
  CHECK(pairs.first == std::vector<char>{1, 0, 0});  // half of four is not enough
  CHECK(pairs.second == std::vector<char>{1, 0, 0, 0});
}

TEST_CASE("hits may be shared by the tracks of a list") {
  const auto first = tracks_of({{0, 1, 2}});
  const auto second = tracks_of({{0, 1, 2, 3}, {0, 1}, {2, 4}});
  const TrackPairs pairs = match_pairs(first, second, 5);
  CHECK(pairs.first == std::vector<char>{1});
  CHECK(pairs.second == std::vector<char>{1, 1, 0});
}

TEST_CASE("tracks of other hits, or with a hit twice, are refused") {
  CHECK_THROWS_WITH_AS(match_pairs(tracks_of({{0, 5}}), {}, 5),
                       "a track names hit row 5 but the event has 5 hits", std::runtime_error);
  CHECK_THROWS_WITH_AS(match_pairs({}, tracks_of({{0, 1}, {2, 2}}), 5),
                       "a track names hit row 2 twice", std::runtime_error);
}

TEST_CASE("two lists of tracks are compared both ways, events without the other are left out") {
  Hits hits;
  hits.resize(20);
  CompareTracks sink({.min_hits = 3});
  sink(hits, tracks_of({{0, 1, 2}, {3, 4, 5}, {6, 7}}),
       tracks_of({{0, 1, 2, 10}, {3, 8, 9}, {11, 12, 13}, {6, 7}}));
  sink(hits, tracks_of({{0, 1, 2}}), {});
  RecordedSummary summary;
  sink.finish(summary);
  CHECK(summary.figures["events_without_reference"] == 1);
  CHECK(summary.figures["reference_tracks"] == 3);
  CHECK(summary.figures["reference_found"] == doctest::Approx(1.0 / 3));
  CHECK(summary.figures["tracks_confirmed"] == doctest::Approx(0.5));
  CHECK(summary.cell("agreement", "their tracks that are found (>= 3 hits)") == "0.3333");
  CHECK(summary.cell("agreement", "tracks to compare with are missing in") == "1 events");
  CHECK(summary.tables.count("agreement_hits") == 1);
}

TEST_CASE("with nothing to compare with there are no figures, but a count") {
  CompareTracks sink({});
  Hits hits;
  sink(hits, {}, {});
  RecordedSummary summary;
  sink.finish(summary);
  CHECK(summary.figures.count("reference_found") == 0);
  CHECK(summary.figures["events_without_reference"] == 1);
}
