// Studies: the event that a chain gets is not the one that was read.
#include <doctest/doctest.h>

#include <algorithm>

#include "end_to_end/shipped.hpp"

using namespace trackloom::test;

namespace {

// no_network.yaml on the small events, with one more stage that replaces the source.
std::string study(const std::string& stage) {
  return "include: " + pipeline("no_network").string() + "\nstages:\n  - {name: change, " + stage +
         "}\n";
}

RunResult run_study(const Folder& folder, const std::string& stage,
                    const std::vector<std::string>& more = {}, const std::string& name = "out") {
  write_text(folder.path() / (name + ".yaml"), study(stage));
  const RunResult result =
      run_pipeline(folder, folder.path() / (name + ".yaml"), small_events(), more, name);
  check_books(result);
  REQUIRE(result.process.exit_code == 0);
  return result;
}

const std::string noise = "use: studies.noise, replaces: source, params: ";

}  // namespace

TEST_CASE("everything after a stage that replaces the source works on its hits") {
  const Folder folder("study");
  const RunResult clean = run_study(folder, noise + "{share: 0}");
  CHECK(clean.metric("change.noise_before") > 0.13);
  CHECK(clean.metric("change.noise_after") == 0);
  const double hits = clean.metric("change.hits_after");
  CHECK(hits < clean.metric("change.hits_before"));
  CHECK(clean.metric("physics.hits_per_event") == hits);
  // The submission has the hits that the chain had.
  const auto rows = std::count(clean.submission.begin(), clean.submission.end(), '\n') - 1;
  CHECK(static_cast<double>(rows) == 4 * hits);
  const RunResult noisy = run_study(folder, noise + "{share: 0.3}", {}, "noisy");
  CHECK(noisy.metric("change.noise_after") == doctest::Approx(0.3).epsilon(1e-3));
  CHECK(noisy.metric("physics.score") < clean.metric("physics.score"));
  CHECK(noisy.metric("physics.score") > 0.5);
}

TEST_CASE("studies depend on their seed alone, not on threads and events in flight") {
  const Folder folder("study");
  for (const std::string stage :
       {"use: studies.noise, replaces: source, params: {share: 0.2}",
        "use: studies.thin_hits, replaces: source, params: {share: 0.02}",
        "use: studies.drop_modules, replaces: source, params: {share: 0.02}",
        "use: studies.shift, replaces: source, params: {random: 0.1}",
        "use: studies.thin_particles, replaces: source, params: {share: 0.3}"}) {
    CAPTURE(stage);
    const RunResult one = run_study(folder, stage, {"--threads", "1", "--in-flight", "1"}, "one");
    const RunResult many = run_study(folder, stage, {"--threads", "4", "--in-flight", "8"}, "many");
    CHECK(one.submission == many.submission);
    CHECK(one.metric("physics.score") == many.metric("physics.score"));
    CHECK(one.metric("physics.score") > 0.5);
    const RunResult other = run_study(
        folder, stage, {"--set", "stages.change.params.seed=2", "--events", "1"}, "other");
    CHECK_FALSE(one.submission.starts_with(other.submission));
  }
}

TEST_CASE("parameters of studies that make no sense are refused with their line") {
  const Folder folder("study");
  const auto refused = [&](const std::string& stage) {
    write_text(folder.path() / "bad.yaml", study(stage));
    const Finished result =
        run_command(folder, {"check", folder.path() / "bad.yaml", "--input", small_events()});
    CHECK(result.exit_code == 2);
    return result.err + result.out;
  };
  const auto says = [](const std::string& text, const std::string& part) {
    CAPTURE(text);
    CHECK(text.find(part) != std::string::npos);
  };
  says(refused(noise + "{share: 1}"), "bad.yaml:3:");
  says(refused(noise + "{share: 1}"), "stages.change.params.share");
  says(refused(noise + "{seed: -1}"), "stages.change.params.seed");
  const std::string shift = "use: studies.shift, replaces: source, params: ";
  says(refused(shift + "{modules: [8/x]}"), "bad.yaml:3:");
  says(refused(shift + "{modules: [8/x]}"), "'8/x' is not VOLUME, VOLUME/LAYER or");
  says(refused(shift + "{random: -1}"), "stages.change.params.random");
  says(refused("use: studies.thin_hits, replaces: source, params: {share: 2}"),
       "stages.change.params.share");
  says(refused("use: studies.drop_modules, replaces: source"), "nothing to drop");
  says(refused("use: studies.thin_particles, replaces: source, params: {by: track}"),
       "stages.change.params.by");
}

TEST_CASE("a study that needs truth fails events without, and says so") {
  const auto data = test_data("trackml-real");
  if (!data) {
    MESSAGE("skipped: TRACKLOOM_TEST_DATA has no trackml-real");
    return;
  }
  const Folder folder("study");
  write_text(folder.path() / "noise.yaml", study(noise + "{share: 0}"));
  const RunResult result =
      run_pipeline(folder, folder.path() / "noise.yaml", *data, {"--events", "1"});
  CHECK(result.report["events"]["failed"] == 1);
  CHECK(result.error_of(1001).find("studies.noise needs truth") != std::string::npos);
}
