// pipelines/parquet.yaml through the real executable, on events that ACTS wrote.
#include <doctest/doctest.h>

#include <algorithm>

#include "end_to_end/shipped.hpp"
#include "tables.hpp"

using namespace trackloom::test;

namespace {

RunResult run_on_acts_files(const Folder& folder, const std::vector<std::string>& more,
                            const std::string& name) {
  const fs::path tests = source_folder() / "tests";
  std::vector<std::string> options{
      "--set", "source.params.surfaces=" + (tests / "acts_csv/data/detectors.csv.gz").string()};
  options.insert(options.end(), more.begin(), more.end());
  return run_pipeline(folder, pipeline("parquet"), tests / "parquet" / "data", options, name);
}

}  // namespace

TEST_CASE("the muons of Parquet tables that ACTS wrote are found, and written as a table") {
  const Folder folder("parquet");
  const RunResult run = run_on_acts_files(folder, {"--threads", "1"}, "one");
  CAPTURE(run.process.err);
  REQUIRE(run.process.exit_code == 0);
  check_books(run);
  // 50 muons of 1 to 10 GeV; all were found when this was written.
  CHECK(run.metric("physics.efficiency_all_pt1.0") >= 0.97);
  CHECK(run.metric("physics.score") > 0.97);
  CHECK(run.metric("physics.fake_rate") < 0.03);

  const auto table = parquet_test::read(run.output / "tracks.parquet");
  REQUIRE(table->num_rows() == 2);
  std::int64_t in_table = 0, tracks = 0, fitted = 0;
  for (std::int64_t event = 0; event < 2; ++event) {
    const std::string hits = parquet_test::list_text(*table, "hit_ids", event);
    // "[[1,2],[3,4]]": a comma between any two hits.
    in_table += std::count(hits.begin(), hits.end(), ',') + 1;
    tracks += std::count(hits.begin(), hits.end(), '[') - 1;
    const std::string qop = parquet_test::list_text(*table, "qop", event);
    fitted += std::count(qop.begin(), qop.end(), '.');
    // Ids are those of the table of particles: 0 to 24 in these events.
    CHECK(parquet_test::list_text(*table, "majority_particle_id", event).find("24") !=
          std::string::npos);
    CHECK(parquet_test::list_text(*table, "majority_particle_id", event).find("25") ==
          std::string::npos);
  }
  CHECK(tracks == static_cast<std::int64_t>(run.metric("table.tracks")));
  CHECK(tracks >= 49);
  CHECK(fitted >= 49);
  std::int64_t in_submission = 0;
  std::istringstream submission(run.submission);
  std::string line;
  std::getline(submission, line);
  while (std::getline(submission, line)) in_submission += line.substr(line.rfind(',')) != ",0";
  CHECK(in_table == in_submission);

  const RunResult again = run_on_acts_files(folder, {"--threads", "4"}, "four");
  REQUIRE(again.process.exit_code == 0);
  CHECK(read_text(again.output / "tracks.parquet") == read_text(run.output / "tracks.parquet"));
}

TEST_CASE("a TrackML data set is not taken for Parquet tables") {
  const Folder folder("parquet_wrong");
  const Finished check =
      run_command(folder, {"check", pipeline("parquet"), "--input", small_events().string()});
  CHECK(check.exit_code == 2);
  CHECK(check.out.find("has neither tracker_hits nor tracker_hits.parquet") != std::string::npos);
}
