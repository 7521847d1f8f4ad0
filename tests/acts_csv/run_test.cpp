// acts_csv.prototracks through the real executable: the tracks of submission.csv, hit by hit.
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
