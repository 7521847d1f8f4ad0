// The same bytes for any number of threads and events in flight.
#include <doctest/doctest.h>

#include <map>

#include "end_to_end/shipped.hpp"

using namespace trackloom::test;

namespace {

// Everything a run wrote that does not hold times or paths.
std::map<std::string, std::string> content(const fs::path& output) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(output)) {
    const std::string name = fs::relative(entry.path(), output).string();
    if (!entry.is_regular_file() || name == "report.json" || name == "pipeline.yaml") continue;
    files[name] = read_text(entry.path());
  }
  return files;
}

void check_same_output(const std::string& name, const fs::path& data, int events) {
  const Folder folder("same");
  std::map<std::string, std::string> first;
  std::string hash;
  for (const std::string threads : {"1", "2", "4"}) {
    for (const std::string in_flight : {"1", "2", "8"}) {
      CAPTURE(threads);
      CAPTURE(in_flight);
      const RunResult result = run_pipeline(folder, pipeline(name), data,
                                            {"--threads", threads, "--in-flight", in_flight},
                                            std::string("out-") + threads + "-" + in_flight);
      check_books(result);
      REQUIRE(result.process.exit_code == 0);
      CHECK(result.report["events"]["read"] == events);
      CHECK(result.report["events"]["written"] == events);
      const auto files = content(result.output);
      if (first.empty()) {
        first = files;
        hash = result.report["config_hash"];
        CHECK(files.size() >= 7);  // submission and tables
        CHECK(files.at("submission.csv").size() > 100000);
      }
      CHECK(files == first);
      CHECK(result.report["config_hash"] == hash);
      CHECK(result.report["stages"][1]["calls"] == events);
    }
  }
}

}  // namespace

TEST_CASE("no_network writes the same bytes for any number of threads and events in flight") {
  check_same_output("no_network", small_events(), 4);
}

TEST_CASE("the network writes the same bytes for any number of threads and events in flight") {
  check_same_output("default", small_events(), 4);
}

TEST_CASE("events of full size are written the same for any number of threads") {
  if (!full_tests()) {
    MESSAGE("skipped: set TRACKLOOM_FULL_TESTS=1 to run it");
    return;
  }
  check_same_output("no_network", share_folder() / "events", 2);
  check_same_output("default", share_folder() / "events", 2);
}

TEST_CASE("every executor and precision of the networks leads to the same score") {
  const Folder folder("executors");
  const auto score = [&](const std::string& parameter, const std::string& value) {
    std::vector<std::string> options;
    for (const std::string stage : {"filter", "network", "filter_2", "network_2"}) {
      options.insert(options.end(),
                     {"--set", "stages." + stage + ".params." + parameter + "=" + value});
    }
    const RunResult result =
        run_pipeline(folder, pipeline("default"), small_events(), options, "out-" + value);
    check_books(result);
    REQUIRE(result.process.exit_code == 0);
    return result.metric("physics.score");
  };
  const double native = score("executor", "native");
  CHECK(std::abs(native - score("precision", "bf16")) < 2e-3);
  CHECK(std::abs(native - score("precision", "int8")) < 5e-3);
  if (has_torch()) CHECK(std::abs(native - score("executor", "torch")) < 1e-3);
}
