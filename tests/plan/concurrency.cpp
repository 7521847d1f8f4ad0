// Threads, events in flight and lanes.
#include <thread>

#include "plan/helpers.hpp"

namespace trackloom {
namespace {

Loaded with(const std::string& run, const std::string& device, const std::string& square = "") {
  return load("run: {" + run + "}\n" + numbers + "stages: [{name: a, use: planning.square" +
              square + "}, {name: d, use: planning.device" + device +
              "}]\nsinks: [{use: planning.anything}]\n");
}

}  // namespace

TEST_CASE("fewer events in flight than lanes is a warning") {
  const Loaded loaded = with("in_flight: 2", ", lanes: 3");
  REQUIRE(loaded.plan);
  CHECK(loaded.text ==
        "p.yaml:1:18: warning: 2 events in flight cannot fill 3 lanes, at "
        "run.in_flight; use auto, or at least the number of lanes\n");
  CHECK(stage_named(*loaded.plan, "d").lanes == 3);
  CHECK(with("in_flight: 3", ", lanes: 3").text.empty());
}

TEST_CASE("fewer events in flight than threads is a warning") {
  CHECK(contains(with("threads: 2, in_flight: 1", "").text,
                 "1 events in flight cannot keep 2 threads busy"));
}

TEST_CASE("more threads than the machine runs is a warning") {
  const unsigned hardware = std::thread::hardware_concurrency();
  const Loaded loaded = with("threads: " + std::to_string(hardware + 1), "");
  CHECK(loaded.plan != nullptr);
  CHECK(contains(loaded.text, "warning: " + std::to_string(hardware + 1) + " threads, but"));
}

TEST_CASE("lanes belong to asynchronous stages and concurrency to the others") {
  CHECK(contains(with("", "", ", lanes: 2").text,
                 "error: planning.square is not an asynchronous stage, so it has no lanes"));
  CHECK(contains(with("", ", concurrency: 2").text, "its lanes limit it"));
  const Loaded loaded = with("", "", ", concurrency: 2");
  REQUIRE(loaded.plan);
  CHECK(stage_named(*loaded.plan, "a").concurrency == 2);
}

TEST_CASE("the command line's threads and events in flight win over the document's") {
  LoadOptions options;
  options.threads = 1;
  options.in_flight = 5;
  const Loaded loaded = load("run: {threads: 2, in_flight: 2}\n" + std::string(numbers), options);
  REQUIRE(loaded.plan);
  CHECK(loaded.plan->run.threads == 1);
  CHECK(loaded.plan->run.in_flight == 5);
}

}  // namespace trackloom
