// The chains on embedded graphs through the real executable: floors of their physics on the shipped
// events, and a training from the first step to a graph.
#include <doctest/doctest.h>

#include "end_to_end/data_set.hpp"
#include "end_to_end/shipped.hpp"

using namespace trackloom::test;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool slow_build = true;  // small events are enough for a sanitizer
#else
constexpr bool slow_build = false;
#endif

// Floors, and a ceiling for fakes, 0.01 to 0.02 from what was measured, which leaves room for
// another CPU type.
struct Expected {
  std::string pipeline;
  std::string data;
  double score, efficiency_pt1, efficiency_pt05, fakes;
  double edges_pt05;  // edge efficiency after the filter, prompt particles
  double purity = 0;  // of the edges, at 98 % efficiency of the network
};

const Expected table[] = {
    {"metric_learning_gnn", "events", 0.91, 0.985, 0.982, 0.027, 0.98},
    {"metric_learning_gnn", "events_small", 0.94, 0.985, 0.983, 0.015, 0.98},
    {"exatrkx", "events", 0.70, 0.92, 0.905, 0.11, 0.965, 0.89},
    {"exatrkx", "events_small", 0.76, 0.93, 0.93, 0.095, 0.965, 0.97},
};

void check_chain(const Expected& expected) {
  if (slow_build && expected.data != "events_small") return;
  CAPTURE(expected.pipeline);
  CAPTURE(expected.data);
  const Folder folder("metric-learning");
  const RunResult result =
      run_pipeline(folder, pipeline(expected.pipeline), share_folder() / expected.data);
  check_books(result);
  REQUIRE(result.process.exit_code == 0);
  MESSAGE(expected.pipeline, " on ", expected.data, ": score ", result.metric("physics.score"),
          ", efficiency ", result.metric("physics.efficiency_all_pt1.0"), " ",
          result.metric("physics.efficiency_all_pt0.5"), ", fakes ",
          result.metric("physics.fake_rate"), ", edges ",
          result.metric("edges.edge_efficiency_prompt_pt0.5"), " of ",
          result.metric("edges.edges_per_event"));
  CHECK(result.metric("physics.score") >= expected.score);
  CHECK(result.metric("physics.efficiency_all_pt1.0") >= expected.efficiency_pt1);
  CHECK(result.metric("physics.efficiency_all_pt0.5") >= expected.efficiency_pt05);
  CHECK(result.metric("physics.fake_rate") <= expected.fakes);
  CHECK(result.metric("edges.edge_efficiency_prompt_pt0.5") >= expected.edges_pt05);
  CHECK(result.metric("edges.purity_at_0.98") >= expected.purity);
}

}  // namespace

TEST_CASE("the chains on embedded graphs reach their physics") {
  for (const Expected& expected : table) check_chain(expected);
}

TEST_CASE("an embedded graph is the same for one thread and for four") {
  const Folder folder("metric-learning-threads");
  const auto run = [&](const std::string& threads) {
    return run_pipeline(folder, pipeline("metric_learning_gnn"), small_events(),
                        {"--threads", threads}, "out" + threads);
  };
  const RunResult one = run("1");
  REQUIRE(one.process.exit_code == 0);
  CHECK(one.submission == run("4").submission);
}

TEST_CASE("an embedding trained for a moment on the small events can be applied") {
  const Folder folder("train-embedding");
  const RunResult learned = run_pipeline(
      folder, pipeline("train/embedding"), small_events(),
      {"--set", "sinks.training.params.steps=40", "--set", "sinks.training.params.hidden=32"},
      "learn");
  check_books(learned);
  REQUIRE(learned.process.exit_code == 0);
  CHECK(learned.metric("training.steps") == 40);
  CHECK(learned.metric("training.purity_at_95") > 0.01);
  for (const std::string name :
       {"embedding.safetensors", "checkpoint.safetensors", "training.csv"}) {
    CHECK(fs::exists(learned.output / name));
  }
  const RunResult resumed = run_pipeline(
      folder, pipeline("train/embedding"), small_events(),
      {"--set", "sinks.training.params.steps=41", "--set", "sinks.training.params.hidden=64",
       "--set",
       "sinks.training.params.resume=" + (learned.output / "checkpoint.safetensors").string()},
      "other");
  CHECK(resumed.process.exit_code == 2);
  CHECK(resumed.process.err.find("its architecture differs") != std::string::npos);
}

TEST_CASE("training an embedding on data without truth says so and leaves no weights") {
  const Folder folder("no-truth");
  const fs::path data = without_truth(folder.path(), small_events(), 7);
  const RunResult result = run_pipeline(folder, pipeline("train/embedding"), data);
  check_books(result);
  CHECK(result.process.exit_code == 6);
  CHECK(result.error_of(7).find("needs the event's truth") != std::string::npos);
  CHECK_FALSE(fs::exists(result.output / "embedding.safetensors"));
}
