#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <numeric>

#include "support.hpp"
#include "trackloom/error.hpp"
#include "trackml/csv_writer.hpp"
#include "trackml/debug_dump.hpp"
#include "trackml/submission.hpp"
#include "trackml/track_lists.hpp"

using namespace trackml_test;
using namespace trackloom;
using namespace trackloom::trackml;

namespace {

Hits hits_with_ids(std::initializer_list<std::uint64_t> ids) {
  Hits hits;
  hits.resize(ids.size());
  hits.id = ids;
  return hits;
}

TrackCandidates tracks_of(std::initializer_list<std::vector<std::uint32_t>> lists) {
  TrackCandidates tracks;
  for (const auto& list : lists) tracks.push_back(list);
  return tracks;
}

EventInfo event_with_id(std::uint64_t id) {
  EventInfo info;
  info.id = id;
  return info;
}

}  // namespace

TEST_CASE("the submission lists every hit once in file order, shared hits with their first track") {
  const TemporaryFolder folder;
  Submission sink({(folder.path() / "submission.csv").string()});
  FakeContext context;
  sink.begin(context);
  sink(event_with_id(1000), hits_with_ids({7, 3, 9223372036854775807ULL, 4}),
       tracks_of({{2, 0}, {0, 3}}));
  sink(event_with_id(1001), hits_with_ids({1}), tracks_of({}));
  CHECK_FALSE(fs::exists(folder.path() / "submission.csv"));
  FakeSummary summary;
  sink.finish(summary);
  CHECK(folder.read("submission.csv") ==
        "event_id,hit_id,track_id\n"
        "1000,7,1\n1000,3,0\n1000,9223372036854775807,1\n1000,4,2\n"
        "1001,1,0\n");
  REQUIRE(summary.outputs.size() == 1);
  CHECK(summary.outputs[0] == folder.path() / "submission.csv");
}

TEST_CASE("a submission that is not finished leaves no file") {
  const TemporaryFolder folder;
  {
    Submission sink({(folder.path() / "submission.csv").string()});
    FakeContext context;
    sink.begin(context);
    sink(event_with_id(1), hits_with_ids({1}), tracks_of({{0}}));
  }
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE(
    "tracks of other hits, or with a hit twice, are refused and leave no row in the submission") {
  const TemporaryFolder folder;
  Submission sink({(folder.path() / "submission.csv").string()});
  FakeContext context;
  sink.begin(context);
  CHECK(message_of([&] {
          sink(event_with_id(1), hits_with_ids({1, 2}), tracks_of({{0, 2}}));
        }) ==
        "a track names hit row 2 but the event has 2 hits: hits and tracks belong to different "
        "events");
  CHECK(message_of([&] {
          sink(event_with_id(1), hits_with_ids({1, 2}), tracks_of({{0, 1, 0}}));
        }) == "track 0 names hit row 0 twice");
  FakeSummary summary;
  sink.finish(summary);
  CHECK(folder.read("submission.csv") == "event_id,hit_id,track_id\n");
}

TEST_CASE("a submission that cannot be written whole is a fatal error and leaves no file") {
  const TemporaryFolder folder;
  Submission sink({(folder.path() / "submission.csv").string()});
  FakeContext context;
  sink.begin(context);
  Hits hits;
  hits.resize(400000);
  std::iota(hits.id.begin(), hits.id.end(), 1U);

  struct rlimit before {};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small { 1 << 20, before.rlim_max };
  REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
  std::string fatal;
  try {
    sink(event_with_id(1), hits, tracks_of({}));
  } catch (const FatalError& error) {
    fatal = error.what();
  }
  CHECK_THROWS_AS(sink(event_with_id(2), hits, tracks_of({})), FatalError);
  FakeSummary summary;
  sink.finish(summary);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);

  CHECK(fatal ==
        "cannot write " + (folder.path() / "submission.csv").string() + ": File too large");
  CHECK(summary.outputs.empty());
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a submission that cannot be created is refused at the beginning") {
  const TemporaryFolder folder;
  folder.write("file", "");
  Submission sink({(folder.path() / "file" / "submission.csv").string()});
  FakeContext context;
  CHECK(message_of([&] { sink.begin(context); }).find("file/submission.csv: ") !=
        std::string::npos);
}

TEST_CASE("track lists keep the order of hits and hits that tracks share") {
  const TemporaryFolder folder;
  const TrackLists sink({(folder.path() / "tracks").string()});
  sink(event_with_id(21), hits_with_ids({10, 20, 30}), tracks_of({{2, 0}, {0, 1}}));
  sink(event_with_id(1234567890), hits_with_ids({10}), tracks_of({}));
  CHECK(folder.read("tracks/event000000021-tracks.csv") ==
        "track_id,hit_id\n1,30\n1,10\n2,10\n2,20\n");
  CHECK(folder.read("tracks/event1234567890-tracks.csv") == "track_id,hit_id\n");
  CHECK_THROWS(sink(event_with_id(3), hits_with_ids({1}), tracks_of({{1}})));
  CHECK_FALSE(fs::exists(folder.path() / "tracks/event000000003-tracks.csv"));
}

TEST_CASE("the debug files hold hits, edges and scores") {
  const TemporaryFolder folder;
  const DebugDump sink({folder.path().string()});
  Hits hits = hits_with_ids({5, 6});
  hits.x = {3, 0.1F};
  hits.y = {4, -1e-7F};
  hits.z = {-1500.25F, 0};
  hits.fill_cylindrical();
  hits.phi = {0.5F, 0};
  hits.module = {1, 0};
  Module first;
  first.volume_id = 7;
  first.layer_id = 2;
  first.module_id = 1;
  Module second = first;
  second.volume_id = 8;
  const DetectorRef detector{std::make_shared<const Detector>(std::vector<Module>{first, second})};
  HitGraph graph;
  graph.nodes = 2;
  graph.source = {0, 1};
  graph.target = {1, 0};
  EdgeScores scores{{0.5F, 0.125F}};

  sink(event_with_id(1), hits, detector, nullptr, nullptr);
  CHECK(folder.read("event000000001-debug_hits.csv") ==
        "hit_id,x,y,z,r,phi,volume_id,layer_id,module_id\n"
        "5,3,4,-1500.25,5,0.5,8,2,1\n"
        "6,0.1,-1e-07,0,0.1,0,7,2,1\n");
  CHECK_FALSE(fs::exists(folder.path() / "event000000001-debug_edges.csv"));
  sink(event_with_id(2), hits, detector, &graph, nullptr);
  CHECK(folder.read("event000000002-debug_edges.csv") == "source_hit_id,target_hit_id\n5,6\n6,5\n");
  sink(event_with_id(3), hits, detector, &graph, &scores);
  CHECK(folder.read("event000000003-debug_edges.csv") ==
        "source_hit_id,target_hit_id,score\n5,6,0.5\n6,5,0.125\n");
  scores.value.pop_back();
  CHECK(message_of([&] { sink(event_with_id(4), hits, detector, &graph, &scores); }) ==
        "1 scores for 2 edges: scores and graph do not belong together");
}

TEST_CASE("numbers of any size fit a row") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "numbers.csv";
  CsvWriter file(path, "a,b,c");
  file.row(std::uint64_t{18446744073709551615ULL}, std::int64_t{-9223372036854775807},
           -1.17549435e-38F);
  file.commit();
  CHECK(folder.read("numbers.csv") ==
        "a,b,c\n18446744073709551615,-9223372036854775807,-1.1754944e-38\n");
}
