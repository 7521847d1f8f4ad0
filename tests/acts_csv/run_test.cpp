// The stages of acts_csv through the real executable: events made by ACTS itself (make_events.py),
// and the tracks of submission.csv, hit by hit.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "end_to_end/shipped.hpp"

using namespace trackloom::test;

TEST_CASE("prototracks of a run hold the hits of its submission") {
  const Folder folder("prototracks");
  const std::filesystem::path yaml = folder.path() / "with.yaml";
  {
    std::ifstream from(pipeline("no_network"));
    std::ofstream to(yaml);
    to << from.rdbuf()
       << "  - {use: acts_csv.prototracks, params: {folder: \"${output}/acts\", min_hits: 1}}\n";
  }
  const RunResult run = run_pipeline(folder, yaml, small_events(), {}, "out");
  CAPTURE(run.process.err);
  REQUIRE(run.process.exit_code == 0);
  std::size_t in_submission = 0, in_files = 0, files = 0;
  std::istringstream submission(run.submission);
  std::string line;
  std::getline(submission, line);
  while (std::getline(submission, line)) in_submission += line.substr(line.rfind(',')) != ",0";
  for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "out" / "acts")) {
    std::ifstream file(entry.path());
    std::getline(file, line);
    CHECK(line == "trackId,measurementId,x,y,z");
    while (std::getline(file, line)) ++in_files;
    ++files;
  }
  CHECK(files == 4);
  CHECK(in_submission > 10000);
  CHECK(in_files == in_submission);
}

TEST_CASE("the muons of events that ACTS wrote are found") {
  const Folder folder("acts_events");
  const RunResult run = run_pipeline(folder, pipeline("acts_csv"),
                                     source_folder() / "tests" / "acts_csv" / "data", {}, "out");
  CAPTURE(run.process.err);
  REQUIRE(run.process.exit_code == 0);
  check_books(run);
  // 50 muons of 1 to 10 GeV; all were found when this was written.
  CHECK(run.metric("physics.efficiency_all_pt1.0") >= 0.97);
  CHECK(run.metric("physics.score") > 0.97);
  CHECK(run.metric("physics.fake_rate") < 0.03);
  CHECK(std::filesystem::exists(run.output / "prototracks" / "event000000001-prototracks.csv"));
}

TEST_CASE("space points that ACTS wrote lead to the tracks of its measurements") {
  const Folder folder("acts_space_points");
  const auto run = [&](const std::string& hits) {
    return run_pipeline(folder, pipeline("acts_csv"),
                        source_folder() / "tests" / "acts_csv" / "data",
                        {"--set", "source.params.hits=" + hits}, hits);
  };
  const RunResult measurements = run("measurements"), space_points = run("space_points");
  CAPTURE(space_points.process.err);
  REQUIRE(space_points.process.exit_code == 0);
  check_books(space_points);
  CHECK(space_points.metric("physics.hits_per_event") ==
        measurements.metric("physics.hits_per_event"));
  CHECK(space_points.metric("physics.score") ==
        doctest::Approx(measurements.metric("physics.score")).epsilon(0.01));
  CHECK(space_points.metric("physics.efficiency_all_pt1.0") >= 0.97);
}

TEST_CASE("a TrackML data set is not taken for events of ACTS") {
  const Folder folder("acts_wrong");
  const Finished check =
      run_command(folder, {"check", pipeline("acts_csv"), "--input", small_events().string()});
  CHECK(check.exit_code == 2);
  CHECK(check.out.find("a TrackML data set is read by trackml.reader") != std::string::npos);
}
