// Real events of the TrackML challenge: no truth, no cells.
#include <doctest/doctest.h>

#include <set>
#include <sstream>

#include "end_to_end/shipped.hpp"

using namespace trackloom::test;

namespace {

void check_real_event(const std::string& name, const fs::path& data) {
  const Folder folder("real");
  const RunResult result = run_pipeline(folder, pipeline(name), data, {"--events", "1"});
  check_books(result);
  CAPTURE(result.quarantine);
  REQUIRE(result.process.exit_code == 0);
  CHECK(result.process.out.find("truth is missing in") != std::string::npos);
  CHECK(result.metric("physics.events_with_truth") == 0);
  CHECK_FALSE(result.report["metrics"].contains("physics.score"));
  // Thousands of tracks, as in any such event.
  CHECK(result.metric("physics.tracks_per_event") > 4000);
  CHECK(result.metric("physics.hits_on_tracks") > 0.5);

  std::istringstream lines(result.submission);
  std::string line;
  std::getline(lines, line);
  CHECK(line == "event_id,hit_id,track_id");
  std::set<unsigned long> hits;
  unsigned long rows = 0;
  for (; std::getline(lines, line); ++rows) {
    if (!line.starts_with("1001,")) FAIL("a row of another event: ", line);
    hits.insert(std::stoul(line.substr(5)));
  }
  CHECK(hits.size() == rows);
  CHECK(static_cast<double>(rows) == result.metric("physics.hits_per_event"));
  CHECK(*hits.begin() == 1);
  CHECK(*hits.rbegin() == rows);
}

}  // namespace

TEST_CASE("real events without truth are reconstructed, every hit is written once") {
  const auto data = test_data("trackml-real");
  if (!data) {
    MESSAGE("skipped: TRACKLOOM_TEST_DATA has no trackml-real");
    return;
  }
  check_real_event("no_network", *data);
  check_real_event("default", *data);
}

TEST_CASE("most tracks that another program finds in real events are found") {
  const auto data = test_data("trackml-real");
  if (!data) {
    MESSAGE("skipped: TRACKLOOM_TEST_DATA has no trackml-real");
    return;
  }
  const Folder folder("real");
  const RunResult result = run_pipeline(folder, pipeline("real_events"), *data, {"--events", "2"});
  check_books(result);
  CAPTURE(result.quarantine);
  REQUIRE(result.process.exit_code == 0);
  MESSAGE("their tracks found: ", result.metric("agreement.reference_found"),
          ", ours confirmed: ", result.metric("agreement.tracks_confirmed"));
  CHECK(result.metric("agreement.events_without_reference") == 0);
  CHECK(result.metric("agreement.reference_tracks") > 10000);
  // 0.912 on all five events; truth is not known, so that the floor is what was asked for.
  CHECK(result.metric("agreement.reference_found") > 0.85);
  CHECK(result.metric("agreement.tracks_confirmed") > 0.8);
  // It says what it did without.
  CHECK(result.process.out.find("truth is missing in") != std::string::npos);
  CHECK(result.process.out.find("cells are missing in") != std::string::npos);
}

TEST_CASE("without tracks to compare with, that is said") {
  const Folder folder("real");
  const RunResult result =
      run_pipeline(folder, pipeline("real_events"), small_events(), {"--events", "1"});
  check_books(result);
  REQUIRE(result.process.exit_code == 0);
  CHECK(result.metric("agreement.events_without_reference") == 1);
  CHECK(result.process.out.find("tracks to compare with are missing in") != std::string::npos);
}
