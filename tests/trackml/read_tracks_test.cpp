#include "trackml/read_tracks.hpp"

#include <doctest/doctest.h>

#include "support.hpp"
#include "trackloom/error.hpp"

using namespace trackml_test;
using namespace trackloom;
using namespace trackloom::trackml;

namespace {

// Hits 11, 12, ... at these r, z = 0.
Hits hits_at(std::initializer_list<float> r) {
  Hits hits;
  hits.resize(r.size());
  hits.r = r;
  for (std::size_t h = 0; h < r.size(); ++h) hits.id[h] = 11 + h;
  return hits;
}

TrackCandidates read(const TemporaryFolder& folder, std::uint64_t event, const Hits& hits,
                     const std::string& kind = "tracks") {
  EventInfo info;
  info.id = event;
  TrackCandidates tracks;
  ReadTracks({folder.path().string(), kind})(info, hits, tracks);
  return tracks;
}

std::vector<std::uint32_t> list(const TrackCandidates& tracks, std::size_t t) {
  return {tracks[t].begin(), tracks[t].end()};
}

const Hits four = hits_at({30, 10, 20, 40});

}  // namespace

TEST_CASE("tracks of another program come innermost hit first, ordered by their first hit") {
  const TemporaryFolder folder;
  folder.write("sub/event000000007-combi.csv",
               "event_id,hit_id,track_id\n7,11,9\n7,12,9\n7,13,0\n7,14,2\n");
  const TrackCandidates tracks = read(folder, 7, four, "combi");
  REQUIRE(tracks.size() == 2);
  CHECK(list(tracks, 0) == std::vector<std::uint32_t>{1, 0});
  CHECK(list(tracks, 1) == std::vector<std::uint32_t>{3});
}

TEST_CASE("what trackml.tracks writes is read, hits may be in several tracks") {
  const TemporaryFolder folder;
  folder.write("event000000007-tracks.csv", "track_id,hit_id\n1,12\n1,13\n2,13\n2,14\n");
  const TrackCandidates tracks = read(folder, 7, four);
  REQUIRE(tracks.size() == 2);
  CHECK(list(tracks, 0) == std::vector<std::uint32_t>{1, 2});
  CHECK(list(tracks, 1) == std::vector<std::uint32_t>{2, 3});
}

TEST_CASE("an event without a file has no tracks") {
  const TemporaryFolder folder;
  folder.write("event000000007-tracks.csv", "track_id,hit_id\n1,12\n");
  CHECK(read(folder, 8, four).size() == 0);
}

TEST_CASE("track files that do not fit the event are refused with their place") {
  const TemporaryFolder folder;
  const std::string file = folder.path().string() + "/event000000007-tracks.csv";
  const auto refused = [&](const std::string& text) {
    folder.write("event000000007-tracks.csv", text);
    return message_of([&] { read(folder, 7, four); });
  };
  CHECK(refused("track_id,hit_id\n1,12\n1,15\n") == file + ":3:3: the event has no hit 15");
  CHECK(refused("event_id,track_id,hit_id\n8,1,12\n") ==
        file + ":2:1: event 8 in the file of event 7");
  CHECK(refused("track_id,hit_id\n1,12\n1,13\n1,12\n") == file + ": track 1 has hit 12 twice");
  CHECK(refused("track_id\n1\n").find(":1:") != std::string::npos);
}

TEST_CASE("two files of one event are refused before the run") {
  const TemporaryFolder folder;
  folder.write("event000000007-tracks.csv", "track_id,hit_id\n1,12\n");
  folder.write("event7-tracks.csv", "track_id,hit_id\n1,12\n");
  const std::string path = folder.path().string();
  try {
    ReadTracks({path, "tracks"});
    FAIL("accepted");
  } catch (const ConfigError& error) {
    CHECK(error.parameter() == "path");
    CHECK(std::string(error.what()).find("event 7 has two tracks files, ") == 0);
  }
  CHECK_THROWS_AS(ReadTracks({path + "/none", "tracks"}), ConfigError);
}
