// The commands on the shipped pipelines: exit codes, listings, report and trace.
#include <doctest/doctest.h>

#include <set>

#include "end_to_end/shipped.hpp"

using namespace trackloom::test;
using nlohmann::json;

namespace {

std::vector<fs::path> shipped_pipelines() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(source_folder() / "pipelines")) {
    // What is in parts/ is to be included: it has no sinks.
    const bool whole = entry.path().parent_path().filename() != "parts";
    if (whole && entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  return files;
}

bool needs(const fs::path& file, const std::string& plugin) {
  return read_text(file).find(plugin + ".") != std::string::npos;
}

// For the source of the pipeline: --input, and what it needs beside it.
std::vector<std::string> input_of(const fs::path& file) {
  const fs::path tests = source_folder() / "tests";
  if (file.stem() == "acts_csv") return {"--input", tests / "acts_csv/data"};
  if (file.stem() == "parquet") {
    return {"--input", tests / "parquet/data", "--set",
            "source.params.surfaces=" + (tests / "acts_csv/data/detectors.csv.gz").string()};
  }
  return {"--input", small_events()};
}

void check_keys(const json& object, const std::set<std::string>& expected) {
  for (const std::string& key : expected) {
    CAPTURE(key);
    CHECK(object.contains(key));
  }
}

// Where there is no device, or no nvcc when Trackloom was built, that is all that may be wrong.
void check_refused_without_device(const json& findings) {
  REQUIRE(!findings["findings"].empty());
  for (const json& finding : findings["findings"]) {
    const std::string message = finding["message"];
    CAPTURE(message);
    const bool no_device = message.find("no CUDA device") != std::string::npos &&
                           message.find("pipelines/one_pass.yaml") != std::string::npos;
    const std::string hint = finding["hint"];
    const bool no_plugin = message == "plugin 'cuda' is not found" &&
                           hint.find("pipelines/one_pass.yaml") != std::string::npos;
    CHECK((no_device || no_plugin));
  }
}

}  // namespace

TEST_CASE("every shipped pipeline begins with a comment and is free of findings") {
  const Folder folder("check");
  const bool torch = has_torch(), parquet = has_plugin("parquet");
  std::size_t checked = 0;
  for (const fs::path& file : shipped_pipelines()) {
    CAPTURE(file.string());
    CHECK(read_text(file).starts_with("# "));
    if (needs(file, "gnn_torch") && !torch) continue;
    if (needs(file, "use: parquet") && !parquet) continue;
    std::vector<std::string> arguments = input_of(file);
    arguments.insert(arguments.begin(), {"check", "--json", file.string()});
    const Finished result = run_command(folder, arguments);
    CAPTURE(result.err);
    const json findings = json::parse(result.out);
    if (read_text(file).find("use: cuda.") != std::string::npos && result.exit_code != 0) {
      check_refused_without_device(findings);
      continue;
    }
    CHECK(result.exit_code == 0);
    CHECK(findings["ok"] == true);
    CHECK_MESSAGE(findings["findings"].empty(), result.out);
    ++checked;
  }
  CHECK(checked >= 3);
}

TEST_CASE("a dry run pushes empty events through the planned graph and writes nothing") {
  const Folder folder("dry");
  const Finished result =
      run_command(folder, {"check", pipeline("no_network"), "--input", small_events(), "--dry-run",
                           "1000", "--output", folder.path() / "out"});
  CAPTURE(result.err);
  CHECK(result.exit_code == 0);
  CHECK(result.out.find("1000") != std::string::npos);
  CHECK_FALSE(fs::exists(folder.path() / "out" / "submission.csv"));
}

TEST_CASE("describe lists the shipped plugins with their stages, without a pipeline") {
  const Folder folder("describe");
  const Finished text = run_command(folder, {"describe"});
  CHECK(text.exit_code == 0);
  const Finished listing = run_command(folder, {"describe", "--json"});
  CHECK(listing.exit_code == 0);
  std::set<std::string> stages;
  const json described = json::parse(listing.out);
  for (const json& plugin : described["plugins"]) {
    CHECK(fs::exists(plugin["path"].get<std::string>()));
    for (const json& stage : plugin["stages"]) {
      const std::string name =
          plugin["name"].get<std::string>() + "." + stage["name"].get<std::string>();
      stages.insert(name);
      CAPTURE(name);
      CHECK_FALSE(stage["doc"].get<std::string>().empty());
      for (const json& parameter : stage["parameters"]) {
        CAPTURE(parameter["name"].get<std::string>());
        CHECK_FALSE(parameter["doc"].get<std::string>().empty());
      }
    }
  }
  for (const std::string name :
       {"trackml.reader", "trackml.submission", "layer_map.build_graph", "layer_map.learn",
        "module_map.build_graph", "module_map.learn", "track_building.walkthrough",
        "track_building.connected_components", "evaluation.summary", "evaluation.edges"}) {
    CAPTURE(name);
    CHECK(stages.count(name) == 1);
    CHECK(run_command(folder, {"describe", name}).exit_code == 0);
  }
}

TEST_CASE("graph draws the stages of a pipeline as dot and as mermaid") {
  const Folder folder("graph");
  for (const std::string format : {"dot", "mermaid"}) {
    CAPTURE(format);
    const Finished drawn = run_command(
        folder, {"graph", pipeline("no_network"), "--input", small_events(), "--format", format});
    CHECK(drawn.exit_code == 0);
    CHECK(drawn.out.starts_with(format == "dot" ? "digraph" : "flowchart"));
    for (const std::string stage : {"source", "graph", "tracks", "submission", "physics", "edges",
                                    "layer_map.build_graph", "track_building.best_paths"}) {
      CAPTURE(stage);
      CHECK(drawn.out.find(stage) != std::string::npos);
    }
  }
}

TEST_CASE("the report has the documented fields, on standard output and in the files named") {
  const Folder folder("report");
  const fs::path extra = folder.path() / "copy.json";
  const fs::path trace = folder.path() / "trace.json";
  const RunResult result =
      run_pipeline(folder, pipeline("no_network"), small_events(),
                   {"--json", "--report", extra, "--trace", trace, "--threads=2", "--in-flight=3"});
  check_books(result);
  CHECK(result.process.exit_code == 0);
  const json printed = json::parse(result.process.out);
  check_keys(printed, {"pipeline", "config_hash", "threads", "in_flight", "events", "wall_s",
                       "events_per_second", "peak_rss_mb", "stages", "bottleneck", "metrics"});
  CHECK(printed["pipeline"] == "no_network");
  CHECK(printed["threads"] == 2);
  CHECK(printed["in_flight"] == 3);
  check_keys(printed["events"], {"read", "written", "failed", "skipped"});
  CHECK(printed["stages"].size() == 6);
  std::set<std::string> names;
  for (const json& stage : printed["stages"]) {
    check_keys(stage, {"name", "stage", "calls", "failures", "time_ms", "wait_ms"});
    check_keys(stage["time_ms"], {"mean", "p50", "p99", "total"});
    CHECK(stage["calls"] == 4);
    CHECK(stage["failures"] == 0);
    CHECK(stage["time_ms"]["total"].get<double>() > 0);
    CHECK(stage["time_ms"]["p50"].get<double>() <= stage["time_ms"]["p99"].get<double>());
    names.insert(stage["name"].get<std::string>());
  }
  CHECK(names.count(printed["bottleneck"].get<std::string>()) == 1);
  CHECK(printed["wall_s"].get<double>() > 0);
  CHECK(printed["events_per_second"].get<double>() ==
        doctest::Approx(4 / printed["wall_s"].get<double>()).epsilon(0.01));
  CHECK(printed["peak_rss_mb"].get<double>() > 1);
  CHECK(printed["metrics"].contains("physics.score"));
  json copied = json::parse(read_text(extra));
  CHECK(copied["outputs"].size() == result.report["outputs"].size() + 1);  // names itself
  copied.erase("outputs");
  json kept = result.report;
  kept.erase("outputs");
  CHECK(kept == copied);
  CHECK(printed["metrics"] == kept["metrics"]);

  // Every stage call is a slice of the trace.
  const json slices = json::parse(read_text(trace));
  std::map<std::string, int> calls;
  for (const json& slice : slices["traceEvents"]) {
    if (slice["ph"] == "X") ++calls[slice["name"].get<std::string>()];
  }
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(calls[name] == 4);
  }
}

TEST_CASE("wrong command lines and pipelines end with exit code 2 and write nothing") {
  const Folder folder("wrong");
  const fs::path output = folder.path() / "out";
  const auto refused = [&](const std::vector<std::string>& more, const std::string& message) {
    const RunResult result =
        run_pipeline(folder, pipeline("no_network"), small_events(), more, "out");
    CAPTURE(result.process.err);
    CHECK(result.process.exit_code == 2);
    CHECK(result.process.err.find(message) != std::string::npos);
    CHECK_FALSE(fs::exists(output / "submission.csv"));
  };
  refused({"--set", "stages.graph.params.max_edge=5"}, "max_edges");
  refused({"--set", "stages.graph.params.min_score=2"}, "min_score");
  refused({"--set", "nonsense"}, "nonsense");
  refused({"--only", folder.path() / "none.jsonl"}, "none.jsonl");
  refused({"--progress", "loud"}, "progress");
  const Finished none = run_command(folder, {"run", folder.path() / "none.yaml"});
  CHECK(none.exit_code == 2);
  CHECK(none.err.find("none.yaml") != std::string::npos);
}
