// Training edge classifiers as a user does it, for a few steps on the small events.
#include <doctest/doctest.h>

#include "end_to_end/data_set.hpp"
#include "end_to_end/shipped.hpp"

using namespace trackloom::test;

namespace {

using Options = std::vector<std::string>;

Options few_steps(int steps, const Options& more = {}) {
  const std::string training = "sinks.training.params.";
  Options all = {"--set", training + "steps=" + std::to_string(steps),
                 "--set", training + "checkpoint_every=2",
                 "--set", training + "hidden=8",
                 "--set", training + "iterations=2",
                 "--set", training + "max_minutes=0"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

RunResult train(const Folder& folder, const std::string& name, const Options& more,
                const std::string& output) {
  RunResult result =
      run_pipeline(folder, pipeline("train/" + name), small_events(), few_steps(6, more), output);
  check_books(result);
  return result;
}

}  // namespace

TEST_CASE("each network pipeline trains on the first pass's graph, and its study runs the result") {
  if (!has_torch()) return;
  const Folder folder("networks");
  for (const std::string name : {"interaction_network_2", "agnn"}) {
    CAPTURE(name);
    const RunResult trained = train(folder, name, {}, name);
    CAPTURE(trained.process.err);
    REQUIRE(trained.process.exit_code == 0);
    CHECK(trained.metric("training.steps") == 6);
    const fs::path weights = trained.output / (name + ".safetensors");
    REQUIRE(fs::exists(weights));
    const RunResult applied =
        run_pipeline(folder, pipeline("studies/" + name), small_events(),
                     {"--set", "stages.network.params.weights=" + weights.string()}, "apply");
    check_books(applied);
    CHECK(applied.process.exit_code == 0);
    // Six steps teach nothing: only that the network runs with its weights can be asked here.
    CHECK(applied.metric("edges.edges_per_event") > 0);
  }
}

TEST_CASE("a training goes on from its checkpoint, and from no other network's") {
  if (!has_torch()) return;
  const Folder folder("resume");
  const RunResult first = train(folder, "agnn", {}, "first");
  REQUIRE(first.process.exit_code == 0);
  const std::string resume =
      "sinks.training.params.resume=" + (first.output / "checkpoint.safetensors").string();
  const RunResult more = run_pipeline(folder, pipeline("train/agnn"), small_events(),
                                      few_steps(10, {"--set", resume}), "more");
  CAPTURE(more.process.err);
  REQUIRE(more.process.exit_code == 0);
  CHECK(more.metric("training.steps") == 10);
  CHECK(read_text(more.output / "training.csv").find("\n8,") != std::string::npos);
  CHECK(read_text(more.output / "training.csv").find("\n6,") == std::string::npos);

  const RunResult other = run_pipeline(folder, pipeline("train/interaction_network_2"),
                                       small_events(), few_steps(10, {"--set", resume}), "other");
  CHECK(other.process.exit_code == 2);
  CHECK(other.process.err.find("architecture differs") != std::string::npos);
}

TEST_CASE("a training that diverges stops, says so, and leaves the last good checkpoint") {
  if (!has_torch()) return;
  const Folder folder("diverge");
  // Rate times decay is 100: every step makes the weights 99 times as large.
  const RunResult result = train(
      folder, "agnn",
      {"--set", "sinks.training.params.learning_rate=10", "--set",
       "sinks.training.params.weight_decay=10", "--set", "sinks.training.params.norm=none", "--set",
       "sinks.training.params.warm_up=0", "--set", "sinks.training.params.clip=1e30", "--set",
       "sinks.training.params.steps=2000", "--set", "sinks.training.params.checkpoint_every=1"},
      "out");
  CHECK(result.process.exit_code == 6);
  CHECK(result.process.err.find("try a lower learning_rate") != std::string::npos);
  const std::string log = read_text(result.output / "training.csv");
  CHECK(log.find("\n1,") != std::string::npos);
  CHECK(log.find("nan") == std::string::npos);
  CHECK(fs::exists(result.output / "checkpoint.safetensors"));
}

TEST_CASE("a network's training on data without truth says so and leaves no weights") {
  if (!has_torch()) return;
  const Folder folder("no-truth");
  const fs::path data = without_truth(folder.path(), small_events(), 7);
  for (const std::string name : {"agnn", "student"}) {
    CAPTURE(name);
    const RunResult result = run_pipeline(folder, pipeline("train/" + name), data, {}, name);
    check_books(result);
    CHECK(result.process.exit_code == 6);
    CHECK(result.error_of(7).find("truth") != std::string::npos);
    CHECK_FALSE(fs::exists(result.output / (name + ".safetensors")));
  }
}

TEST_CASE("two processes train one network, the same on every run, on the events of both") {
  if (!has_torch()) return;
  const Folder folder("ranks");
  const auto ranks = [&](const std::string& name) {
    const fs::path output = folder.path() / name;
    std::string line = "exec mpirun --allow-run-as-root --oversubscribe -n 2 sh -c 'exec";
    for (const std::string& argument : command(
             {"run", pipeline("train/agnn"), "--variant", "ranks", "--allow-environment", "--input",
              small_events(), "--output", output.string() + "/$OMPI_COMM_WORLD_RANK"})) {
      line += " " + argument;
    }
    for (const std::string& argument :
         few_steps(4, {"--set", "sinks.training.params.validation_events=1"})) {
      line += " " + argument;
    }
    return Process({"/bin/sh", "-c", line + "'"}, folder.path()).wait();
  };
  const Finished first = ranks("first");
  if (first.err.find("has no MPI") != std::string::npos || first.exit_code == 127) {
    MESSAGE("skipped: no mpirun, or this build has no MPI");
    return;
  }
  CAPTURE(first.err);
  REQUIRE(first.exit_code == 0);
  const fs::path weights = folder.path() / "first/0/agnn.safetensors";
  REQUIRE(fs::exists(weights));
  CHECK(fs::exists(folder.path() / "first/1/report.json"));
  CHECK_FALSE(fs::exists(folder.path() / "first/1/agnn.safetensors"));
  CHECK_FALSE(fs::exists(folder.path() / "first/1/training.csv"));
  const std::string file = read_text(weights);
  CHECK(file.find(R"("training_events":"91001,91002")") != std::string::npos);
  CHECK(file.find(R"("validation_events":"91003,91004")") != std::string::npos);
  CHECK(file.find(R"("ranks":"2")") != std::string::npos);
  REQUIRE(ranks("second").exit_code == 0);
  const auto log = [&](const std::string& name) {  // without the minutes
    std::string text = read_text(folder.path() / name / "0/training.csv");
    std::string kept;
    int column = 0;
    for (const char c : text) {
      column = c == '\n' ? 0 : column + (c == ',' ? 1 : 0);
      if (column != 1) kept += c;
    }
    return kept;
  };
  CHECK(log("first").size() > 100);
  CHECK(log("second") == log("first"));
}
