// The physics of the shipped chains on shipped and larger events: floors that must hold, and every
// figure against an independent judge.
#include <doctest/doctest.h>

#include <map>

#include "end_to_end/shipped.hpp"

using namespace trackloom::test;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool slow_build = true;  // small events are enough for a sanitizer
#else
constexpr bool slow_build = false;
#endif

// Floors, and a ceiling for fakes, 0.01 to 0.02 from what was measured (docs/physics.md), which
// leaves room for another CPU type. Double majority, particles with 5 hits and |eta| < 4.
struct Expected {
  std::string pipeline;
  std::string data;
  double score;
  double efficiency_pt1, efficiency_pt05;
  double fakes;
  double edges_pt1, edges_pt05;  // edge efficiency, prompt particles with 3 hits
  double purity = 0;             // of the edges, at 98 % efficiency of the network
  std::vector<std::string> options = {};
};

const Expected table[] = {
    {"no_network", "share/events", 0.715, 0.955, 0.92, 0.06, 0.99, 0.985},
    {"no_network", "share/events_small", 0.74, 0.95, 0.92, 0.05, 0.99, 0.985},
    {"no_network", "acts-trackml", 0.715, 0.955, 0.925, 0.06, 0.99, 0.985},
    {"no_network", "acts-ttbar200", 0.695, 0.945, 0.91, 0.09, 0.99, 0.985},
    {"module_map_gnn", "share/events", 0.46, 0.965, 0.84, 0.15, 0.985, 0.80},
    {"default", "share/events", 0.912, 0.985, 0.98, 0.025, 0.99, 0.985},
    {"default", "share/events_small", 0.935, 0.985, 0.985, 0.02, 0.99, 0.985},
    {"default", "acts-trackml", 0.918, 0.985, 0.98, 0.02, 0.99, 0.985},
    {"default", "acts-ttbar200", 0.898, 0.985, 0.975, 0.03, 0.99, 0.985},
    {"one_pass", "share/events", 0.86, 0.975, 0.955, 0.02, 0.99, 0.985},
    {"fast", "share/events", 0.835, 0.975, 0.95, 0.03, 0.99, 0.985},
    {"fast", "acts-trackml", 0.84, 0.975, 0.955, 0.03, 0.99, 0.985},
    {"fast", "acts-ttbar200", 0.82, 0.975, 0.95, 0.04, 0.99, 0.985},
    {"studies/interaction_network_2", "share/events", 0.855, 0.975, 0.95, 0.025, 0.99, 0.985, 0.93},
    {"studies/interaction_network_2", "acts-ttbar200", 0.84, 0.975, 0.95, 0.035, 0.99, 0.985, 0.87},
    {"studies/agnn", "share/events", 0.855, 0.975, 0.95, 0.025, 0.99, 0.985, 0.93},
    {"studies/agnn", "acts-ttbar200", 0.84, 0.975, 0.95, 0.035, 0.99, 0.985, 0.86},
    {"studies/student", "share/events", 0.855, 0.975, 0.95, 0.025, 0.99, 0.985, 0.93},
    {"studies/no_cells", "share/events", 0.858, 0.975, 0.96, 0.05, 0.99, 0.985},
};

// Of events that a stage changed.
const Expected studies[] = {
    {"studies/noise",
     "share/events",
     0.915,
     0.985,
     0.98,
     0.02,
     0.99,
     0.985,
     0,
     {"--var", "noise=0"}},
    {"studies/noise",
     "share/events",
     0.91,
     0.985,
     0.98,
     0.025,
     0.99,
     0.985,
     0,
     {"--var", "noise=0.2"}},
    {"studies/misalignment", "share/events", 0.91, 0.985, 0.98, 0.025, 0.99, 0.985},
    {"studies/misalignment",
     "share/events",
     0.775,
     0.90,
     0.91,
     0.095,
     0.98,
     0.985,
     0,
     {"--variant", "everywhere"}},
    {"studies/inefficiency", "share/events", 0.905, 0.985, 0.975, 0.025, 0.975, 0.975},
    {"studies/inefficiency",
     "share/events",
     0.905,
     0.985,
     0.975,
     0.025,
     0.975,
     0.975,
     0,
     {"--variant", "modules"}},
    {"studies/pile_up", "share/events", 0.925, 0.985, 0.98, 0.02, 0.985, 0.985},
    {"studies/score_cuts",
     "share/events",
     0.91,
     0.985,
     0.98,
     0.025,
     0.99,
     0.985,
     0,
     {"--variant", "loose"}},
    {"studies/score_cuts",
     "share/events",
     0.91,
     0.985,
     0.98,
     0.02,
     0.99,
     0.985,
     0,
     {"--variant", "tight"}},
    {"default", "share/events", 0.895, 0.98, 0.97, 0.015, 0.99, 0.985, 0, {"--variant", "pure"}},
    {"default", "share/events", 0.912, 0.985, 0.98, 0.025, 0.99, 0.985, 0, {"--variant", "bf16"}},
    {"default", "share/events", 0.912, 0.985, 0.98, 0.025, 0.99, 0.985, 0, {"--variant", "int8"}},
};

std::optional<fs::path> data_set(const std::string& name) {
  if (name.starts_with("share/")) return share_folder() / name.substr(6);
  return test_data(name);
}

// The figures of tools/score.py beside the test data, which shares no code with the project.
std::optional<nlohmann::json> judge(const Folder& folder, const RunResult& result,
                                    const fs::path& data) {
  const auto tool = test_data("../tools");
  if (!tool || !fs::exists(*tool / "score.py")) return std::nullopt;
  const Finished finished = Process({"/usr/bin/env", "python3", *tool / "score.py",
                                     result.output / "submission.csv", data},
                                    folder.path())
                                .wait();
  CAPTURE(finished.err);
  REQUIRE(finished.exit_code == 0);
  return nlohmann::json::parse(finished.out);
}

void check_judge(const nlohmann::json& figures, const RunResult& result) {
  for (const auto& [name, value] : figures.items()) {
    CAPTURE(name);
    if (name == "events") {
      CHECK(result.report["events"]["written"] == value);
    } else {  // printed with 4 digits
      CHECK(std::abs(result.metric("physics." + name) - value.get<double>()) <= 0.50001e-4);
    }
  }
  CHECK(figures.size() == 10);
}

void check_physics(const Expected& expected) {
  if (slow_build && expected.data != "share/events_small") return;
  CAPTURE(expected.pipeline);
  CAPTURE(expected.data);
  for (const std::string& option : expected.options) CAPTURE(option);
  const auto data = data_set(expected.data);
  if (!data) {
    MESSAGE("skipped: TRACKLOOM_TEST_DATA has no ", expected.data);
    return;
  }
  const Folder folder("physics");
  const RunResult result =
      run_pipeline(folder, pipeline(expected.pipeline), *data, expected.options);
  check_books(result);
  REQUIRE(result.process.exit_code == 0);
  MESSAGE(expected.pipeline, " on ", expected.data, ": score ", result.metric("physics.score"),
          ", efficiency ", result.metric("physics.efficiency_all_pt1.0"), " ",
          result.metric("physics.efficiency_all_pt0.5"), ", fakes ",
          result.metric("physics.fake_rate"), ", edges ",
          result.metric("edges.edge_efficiency_prompt_pt1.0"), " ",
          result.metric("edges.edge_efficiency_prompt_pt0.5"), " of ",
          result.metric("edges.edges_per_event"));
  CHECK(result.metric("physics.score") >= expected.score);
  CHECK(result.metric("physics.efficiency_all_pt1.0") >= expected.efficiency_pt1);
  CHECK(result.metric("physics.efficiency_all_pt0.5") >= expected.efficiency_pt05);
  CHECK(result.metric("physics.fake_rate") <= expected.fakes);
  CHECK(result.metric("edges.edge_efficiency_prompt_pt1.0") >= expected.edges_pt1);
  CHECK(result.metric("edges.edge_efficiency_prompt_pt0.5") >= expected.edges_pt05);
  CHECK(result.metric("edges.edges_per_event") <= 1000000);
  if (expected.purity > 0) CHECK(result.metric("edges.purity_at_0.98") >= expected.purity);
  // The judge reads the events as they were; these studies add hits or take some out.
  for (const char* study : {"studies/noise", "studies/inefficiency", "studies/pile_up"}) {
    if (expected.pipeline == study) return;
  }
  if (const auto figures = judge(folder, result, *data)) {
    check_judge(*figures, result);
  } else {
    MESSAGE("skipped: no tools/score.py beside TRACKLOOM_TEST_DATA to compare with");
  }
}

}  // namespace

TEST_CASE("map likelihoods alone reach their physics, as an independent judge finds it too") {
  for (const Expected& expected : table) {
    if (expected.pipeline == "no_network") check_physics(expected);
  }
}

TEST_CASE("the default chain reaches its physics, as an independent judge finds it too") {
  for (const Expected& expected : table) {
    if (expected.pipeline == "default") check_physics(expected);
  }
}

TEST_CASE("other networks in the place of the first reach their purity and physics") {
  for (const Expected& expected : table) {
    if (expected.purity > 0) check_physics(expected);
  }
}

TEST_CASE("one pass, and events without cells, reach their physics") {
  for (const Expected& expected : table) {
    if (expected.pipeline == "one_pass" || expected.pipeline == "fast" ||
        expected.pipeline == "studies/no_cells") {
      check_physics(expected);
    }
  }
}

TEST_CASE("studies and variants of the default chain reach their physics") {
  for (const Expected& expected : studies) check_physics(expected);
}

// Figures of the sinks that a study adds, and floors.
void check_floors(const std::string& study, const std::map<std::string, double>& floors) {
  if (slow_build) return;
  const Folder folder("study");
  const RunResult result =
      run_pipeline(folder, pipeline("studies/" + study), share_folder() / "events");
  check_books(result);
  REQUIRE(result.process.exit_code == 0);
  for (const auto& [figure, floor] : floors) {
    CAPTURE(figure);
    MESSAGE(study, ": ", figure, " ", result.metric(figure));
    CHECK(result.metric(figure) >= floor);
  }
}

TEST_CASE("every step of the default chain brings what the docs say") {
  check_floors("steps", {{"after_paths.score", 0.815},
                         {"after_clean.score", 0.81},
                         {"after_merge.score", 0.82},
                         {"after_extend.score", 0.865},
                         {"after_join.score", 0.90},
                         {"physics.score", 0.91}});
}

TEST_CASE("edges that skip a layer and edges on one layer raise the ceiling") {
  check_floors("skip_layers", {{"tracks_direct.score", 0.88},
                               {"tracks_skip.score", 0.895},
                               {"tracks_layer.score", 0.895},
                               {"tracks_both.score", 0.91}});
}
