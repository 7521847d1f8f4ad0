// trackloom report through the executable.
#include <doctest/doctest.h>

#include "end_to_end/data_set.hpp"
#include "end_to_end/shipped.hpp"

using namespace trackloom::test;

namespace {

std::string page_of(const Folder& folder, const fs::path& run) {
  const Finished made = run_command(folder, {"report", run});
  CAPTURE(made.err);
  CHECK(made.exit_code == 0);
  CHECK(made.out == (run / "report.html").string() + "\n");
  return read_text(run / "report.html");
}

std::string without(std::string text, const std::string& part) {
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos;) {
    text.erase(at, part.size());
  }
  return text;
}

bool holds(const std::string& page, const std::string& text) {
  return page.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "a report shows physics, edges, fit, timeline, stages and provenance, without the network") {
  const Folder folder("report");
  write_text(folder.path() / "fitted.yaml",
             "include: " + pipeline("no_network").string() +
                 "\nstages:\n  - {name: fit, use: track_fitting.fit}\n"
                 "sinks:\n  - {use: track_fitting.residuals}\n");
  const RunResult run = run_pipeline(folder, folder.path() / "fitted.yaml", small_events(),
                                     {"--trace", folder.path() / "out/trace.json", "--threads=2"});
  REQUIRE(run.process.exit_code == 0);
  const std::string page = page_of(folder, run.output);
  for (const char* text :
       {"TrackML score", "Efficiency against pT (GeV)", "Efficiency against eta",
        "Efficiency against the number of hits", "Efficiency against production radius (mm)",
        "Edge scores", "Efficiency and purity of a cut", "Resolution of d0 against pT",
        "Width of the pulls", "Pulls of the fitted parameters", "worker 0", "event 91001",
        "Mean time per event", "Memory of what a stage makes", "layer_map.tlmap",
        "prefers-color-scheme:dark", "width=device-width"}) {
    CAPTURE(text);
    CHECK(holds(page, text));
  }
  CHECK(holds(page, run.report["config_hash"].get<std::string>()));
  const auto& provenance = run.report["provenance"];
  CHECK(holds(page, provenance["files"][0]["hash"].get<std::string>()));
  CHECK(provenance["plugins"].size() >= 5);
  CHECK(provenance["started"].get<std::string>().ends_with("Z"));
  CHECK(holds(page, "trackloom-plan"));  // the drawing of the pipeline
  // The drawing names its XML namespace and its own arrowheads; nothing else refers to anything.
  const std::string rest = without(without(page, "xmlns=\"http://www.w3.org/2000/svg\""), "url(#");
  for (const char* outside : {"http://", "https://", "src=", "<script", "url("}) {
    CAPTURE(outside);
    CHECK_FALSE(holds(rest, outside));
  }
}

TEST_CASE("a report of a run without truth, fit or trace says what is missing") {
  const Folder folder("no-truth");
  EventTexts texts = EventTexts::load(small_events());
  texts.truth.clear();
  texts.particles.clear();
  fs::create_directories(folder.path() / "data");
  texts.write(folder.path() / "data", 5);
  fs::copy_file(small_events() / "detectors.csv.gz", folder.path() / "data/detectors.csv.gz");
  const RunResult run = run_pipeline(folder, pipeline("no_network"), folder.path() / "data");
  REQUIRE(run.process.exit_code == 0);
  const std::string page = page_of(folder, run.output);
  CHECK(holds(page, "The events had no truth"));
  CHECK(holds(page, "No scored edges were compared with truth"));
  CHECK(holds(page, "No fit was compared with truth"));
  CHECK(holds(page, "The run wrote no trace"));
}

TEST_CASE("a folder that no run has completed is refused with what is missing") {
  const Folder folder("incomplete");
  const auto refused = [&](const fs::path& run, const std::string& message) {
    const Finished made = run_command(folder, {"report", run});
    CAPTURE(made.err);
    CHECK(made.exit_code == 2);
    CHECK(made.err.find(message) != std::string::npos);
    CHECK_FALSE(fs::exists(run / "report.html"));
  };
  refused(folder.path() / "none", "there is no folder ");
  fs::create_directories(folder.path() / "empty");
  refused(folder.path() / "empty", "report.json");
  write_text(folder.path() / "empty/report.json", "{\"pipeline\": 1");
  refused(folder.path() / "empty", "report.json");
  const RunResult run = run_pipeline(folder, pipeline("no_network"), small_events());
  REQUIRE(run.process.exit_code == 0);
  fs::remove(run.output / "pipeline.yaml");
  refused(run.output, "pipeline.yaml");
}
