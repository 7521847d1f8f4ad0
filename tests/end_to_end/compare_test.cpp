// trackloom compare through the executable: verdicts that are known, sharing, bad input.
#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "end_to_end/data_set.hpp"
#include "end_to_end/shipped.hpp"

using namespace trackloom::test;
using nlohmann::json;

namespace {

// pipelines/no_network.yaml with something changed.
fs::path variation(const Folder& folder, const std::string& name, const std::string& change) {
  const fs::path file = folder.path() / (name + ".yaml");
  write_text(file,
             "pipeline: " + name + "\ninclude: " + pipeline("no_network").string() + "\n" + change);
  return file;
}

struct Compared {
  Finished process;
  json result;
};

Compared compare(const Folder& folder, std::vector<std::string> arguments,
                 const fs::path& input = small_events()) {
  std::vector<std::string> all = {"compare"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  for (const std::string& more : {std::string("--input"), input.string(), std::string("--output"),
                                  (folder.path() / "ab").string(), std::string("--progress=off")}) {
    all.push_back(more);
  }
  Compared compared{run_command(folder, all), {}};
  compared.result = json::parse(read_text(folder.path() / "ab" / "compare.json"), nullptr, false);
  return compared;
}

const json& figure(const json& comparison, const std::string& name) {
  for (const json& f : comparison["figures"]) {
    if (f["name"] == name) return f;
  }
  throw std::runtime_error("there is no figure " + name);
}

std::set<std::string> shared_stages(const json& result) {
  std::set<std::string> names;
  for (const json& stage : result["shared"]) names.insert(stage["name"].get<std::string>());
  return names;
}

const std::vector<std::string> physics_figures{"score",
                                               "efficiency_all_pt1.0",
                                               "efficiency_prompt_pt1.0",
                                               "efficiency_all_pt0.5",
                                               "fake_rate",
                                               "efficiency_prompt_pt0.5",
                                               "efficiency_all_pt0.1",
                                               "efficiency_prompt_pt0.1",
                                               "duplicate_rate"};

}  // namespace

TEST_CASE("identical sides share every stage and are not distinguishable anywhere") {
  const Folder folder("same");
  const Compared c = compare(folder, {pipeline("no_network"), variation(folder, "other", "")});
  CAPTURE(c.process.err);
  REQUIRE(c.process.exit_code == 0);
  CHECK(shared_stages(c.result) ==
        std::set<std::string>{"source", "graph", "tracks", "physics", "edges"});
  const json& comparison = c.result["comparisons"][0];
  for (const std::string& name : physics_figures) {
    CAPTURE(name);
    CHECK(figure(comparison, name)["verdict"] == "not distinguishable");
    CHECK(figure(comparison, name)["identical"] == true);
    CHECK(figure(comparison, name)["difference"] == 0.0);
  }
  CHECK(figure(comparison, "busy_time")["verdict"] == "not distinguishable");
  for (const json& stage : comparison["stages"]) CHECK(stage["same_work"] == true);
  CHECK(comparison["agreement"][0]["tracks_only_a"] == 0.0);
  CHECK(comparison["agreement"][0]["tracks_identical"].get<double>() > 100);
  CHECK(comparison["agreement"][0]["score_difference_max"] == 0.0);
  CHECK(c.process.out.find("not distinguishable: no difference in any event") != std::string::npos);
  CHECK(c.process.out.find("only 4 events") != std::string::npos);
}

TEST_CASE("a side broken on purpose is worse, and its figures are those of a run of its own") {
  const Folder folder("broken");
  const fs::path broken =
      variation(folder, "broken", "stages:\n  - {name: graph, params: {max_edges: 3000}}\n");
  const Compared c = compare(folder, {pipeline("no_network"), broken});
  CAPTURE(c.process.err);
  REQUIRE(c.process.exit_code == 0);
  CHECK(shared_stages(c.result) == std::set<std::string>{"source"});
  const json& comparison = c.result["comparisons"][0];
  CHECK(figure(comparison, "score")["verdict"] == "worse");
  CHECK(figure(comparison, "efficiency_all_pt0.5")["verdict"] == "worse");
  CHECK(figure(comparison, "efficiency_all_pt0.5")["p_value"].get<double>() < 1e-6);
  const RunResult alone = run_pipeline(folder, broken, small_events());
  const RunResult reference = run_pipeline(folder, pipeline("no_network"), small_events(), {}, "r");
  for (const std::string& name : physics_figures) {
    CAPTURE(name);
    CHECK(figure(comparison, name)["b"].get<double>() ==
          doctest::Approx(alone.metric("physics." + name)).epsilon(1e-9));
    CHECK(figure(comparison, name)["a"].get<double>() ==
          doctest::Approx(reference.metric("physics." + name)).epsilon(1e-9));
  }
  // Each side's sinks wrote what they write alone.
  CHECK(read_text(folder.path() / "ab/broken/submission.csv") == alone.submission);
  CHECK(read_text(folder.path() / "ab/no_network/submission.csv") == reference.submission);
  // The lists of particles found by one side only.
  const std::string lost = read_text(folder.path() / "ab/only_no_network_not_broken.csv");
  CHECK(lost.starts_with("event_id,particle_id,pt,eta,radius,hits,track_id\n"));
  CHECK(std::count(lost.begin(), lost.end(), '\n') - 1 ==
        comparison["found_by_a_only"].get<long>());
  CHECK(comparison["found_by_a_only"].get<long>() > 100);
  // Ratios against pT, eta, hits and radius.
  CHECK(comparison["efficiency_ratio"].size() == 4);
  CHECK(read_text(folder.path() / "ab/compare.html").find("<svg") != std::string::npos);
  CHECK(partial_files(folder.path()).empty());
}

TEST_CASE("scores of the same graph are compared edge by edge") {
  const Folder folder("edges");
  const fs::path cut = variation(folder, "cut",
                                 "sinks:\n  - {use: evaluation.edges, name: edges, params: "
                                 "{score_cut: 0.9}}\n");
  const Compared c = compare(folder, {pipeline("no_network"), cut});
  CAPTURE(c.process.err);
  REQUIRE(c.process.exit_code == 0);
  const json& agreement = c.result["comparisons"][0]["agreement"][0];
  CHECK(agreement["same_graphs"] == 4.0);
  CHECK(agreement["edges_common"] == agreement["edges_a"]);
  CHECK(agreement["true_kept_a"].get<double>() > 0);
  CHECK(agreement["true_kept_b"] == 0.0);
}

TEST_CASE(
    "sides whose sources differ in what one does not read share the source, others run apart") {
  const Folder folder("sources");
  const fs::path with_cells = variation(folder, "with_cells", "source: {params: {cells: true}}\n");
  Compared c = compare(folder, {pipeline("no_network"), with_cells});
  CAPTURE(c.process.err);
  REQUIRE(c.process.exit_code == 0);
  CHECK(c.result["runs"] == 1);
  CHECK(shared_stages(c.result).contains("source"));
  // Both read the cells, one of them not from the file: two runs, paired afterwards.
  const std::string shapes = "stages:\n  - {name: shapes, use: features.cluster_shapes}\n";
  const fs::path a = variation(folder, "cells", "source: {params: {cells: true}}\n" + shapes);
  const fs::path b = variation(folder, "no_cells", shapes);
  c = compare(folder, {a, b});
  CAPTURE(c.process.err);
  REQUIRE(c.process.exit_code == 0);
  CHECK(c.result["runs"] == 2);
  CHECK(figure(c.result["comparisons"][0], "score")["identical"] == true);
}

TEST_CASE("variants of one pipeline are sides, and several sides are compared with the first") {
  const Folder folder("variants");
  const fs::path file =
      variation(folder, "varied",
                "variants:\n  few: {stages: [{name: graph, params: {max_edges: 2000}}]}\n"
                "  more: {stages: [{name: graph, params: {max_edges: 6000}}]}\n");
  Compared c = compare(folder, {file, "--variant", "few"});
  CAPTURE(c.process.err);
  REQUIRE(c.process.exit_code == 0);
  CHECK(c.result["sides"][0]["label"] == "varied");
  CHECK(c.result["sides"][1]["label"] == "few");
  c = compare(folder, {file, "--variant", "few", "--variant", "more", "--confidence", "0.9"});
  REQUIRE(c.process.exit_code == 0);
  CHECK(c.result["sides"][0]["label"] == "few");
  CHECK(figure(c.result["comparisons"][0], "score")["verdict"] == "better");
  c = compare(folder, {file, pipeline("no_network"), variation(folder, "third", "")});
  REQUIRE(c.process.exit_code == 0);
  CHECK(c.result["comparisons"].size() == 2);
}

TEST_CASE("runs by turns give wall times with a warm-up, and leave run directories") {
  const Folder folder("turns");
  const fs::path few =
      variation(folder, "few", "stages:\n  - {name: graph, params: {max_edges: 3000}}\n");
  const Compared c = compare(folder, {pipeline("no_network"), few, "--timing", "3"});
  CAPTURE(c.process.err);
  REQUIRE(c.process.exit_code == 0);
  CHECK(c.result["timing"]["rounds"] == 3);
  CHECK(c.result["timing"]["sides"][1]["wall_ms"].size() == 3);
  CHECK(c.result["timing"]["sides"][1]["warm_up_ms"].get<double>() > 0);
  CHECK(figure(c.result["comparisons"][0], "wall_time")["repetitions"] == 3);
  CHECK(fs::exists(folder.path() / "ab/few/report.json"));
}

TEST_CASE("the lists do not depend on threads and events in flight") {
  const Folder one("one"), four("four");
  const fs::path few =
      variation(one, "few", "stages:\n  - {name: graph, params: {max_edges: 3000}}\n");
  REQUIRE(compare(one, {pipeline("no_network"), few, "--threads=1", "--in-flight=1"})
              .process.exit_code == 0);
  REQUIRE(compare(four, {pipeline("no_network"), few, "--threads=4", "--in-flight=6"})
              .process.exit_code == 0);
  for (const std::string file :
       {"few/particles.csv", "few/tracks.csv", "few/events.csv", "only_few_not_no_network.csv"}) {
    CAPTURE(file);
    CHECK(read_text(one.path() / "ab" / file) == read_text(four.path() / "ab" / file));
    CHECK_FALSE(read_text(one.path() / "ab" / file).empty());
  }
}

TEST_CASE("events without truth compare tracks and times, and say what is missing") {
  const Folder folder("no-truth");
  EventTexts texts = EventTexts::load(small_events());
  texts.truth.clear();
  texts.particles.clear();
  fs::create_directories(folder.path() / "data");
  texts.write(folder.path() / "data", 5);
  fs::copy_file(small_events() / "detectors.csv.gz", folder.path() / "data/detectors.csv.gz");
  const fs::path few =
      variation(folder, "few", "stages:\n  - {name: graph, params: {max_edges: 3000}}\n");
  const Compared c = compare(folder, {pipeline("no_network"), few}, folder.path() / "data");
  CAPTURE(c.process.err);
  REQUIRE(c.process.exit_code == 0);
  CHECK(c.process.out.find("the events have no truth") != std::string::npos);
  CHECK(c.result["comparisons"][0]["agreement"][0]["tracks_only_a"].get<double>() > 0);
}

TEST_CASE("what cannot be compared is refused before an event is read") {
  const Folder folder("refused");
  const auto refused = [&](std::vector<std::string> arguments, const std::string& message) {
    const Compared c = compare(folder, std::move(arguments));
    CAPTURE(c.process.err);
    CHECK(c.process.exit_code == 2);
    CHECK(c.process.err.find(message) != std::string::npos);
    CHECK_FALSE(fs::exists(folder.path() / "ab/compare.json"));
  };
  const std::string file = pipeline("no_network");
  refused({file}, "a comparison has two sides");
  refused({file, file, "--variant", "x"}, "--variant compares variants of one pipeline");
  refused({file, "--variant", "nothing"}, "there is no variant 'nothing'");
  refused({file, folder.path() / "none.yaml"}, "none.yaml");
  const fs::path elsewhere = variation(folder, "elsewhere",
                                       "source: {use: trackml.reader, params: {path: " +
                                           (share_folder() / "events").string() + "}}\n");
  refused({file, elsewhere}, "the sides read different events: no_network has path ");
  const fs::path silent = variation(
      folder, "silent",
      "sinks:\n  - {name: submission, remove: true}\n  - {name: physics, remove: true}\n");
  refused({file, silent}, "silent: no sink reads tracks");
  refused({file, file, "--confidence", "2"}, "--confidence");
  refused({file, file, "--timing", "2"}, "--timing");
}
