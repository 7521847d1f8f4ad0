// What a plan of a good pipeline holds.
#include "plan/helpers.hpp"

namespace trackloom {
namespace {

constexpr const char* good =
    "pipeline: good\n"
    "run: {threads: 1, in_flight: 2, on_error: retry 1}\n"
    "source: {use: planning.numbers, params: {count: 7}}\n"
    "stages:\n"
    "  - {name: passed, use: planning.filter, in: {in: squared}, on_error: skip}\n"
    "  - {name: squared, use: planning.square, params: {scale: 2.5, bins: [3, 4]}}\n"
    "sinks:\n"
    "  - {use: planning.print, in: {square: passed.filtered}}\n"
    "  - {use: planning.print, in: {square: squared}}\n";

}  // namespace

TEST_CASE("a good pipeline gives a plan in topological order, whatever order it is written in") {
  const Loaded loaded = load(good);
  REQUIRE_MESSAGE(loaded.plan, loaded.text);
  CHECK(loaded.text.empty());
  const Plan& plan = *loaded.plan;
  CHECK(plan.pipeline == "good");
  CHECK(plan.run.threads == 1);
  CHECK(plan.run.in_flight == 2);
  REQUIRE(plan.stages.size() == 5);
  CHECK(plan.stages[0].name == "source");
  CHECK(plan.stages[1].name == "squared");
  CHECK(plan.stages[2].name == "passed");
  CHECK(plan.stages[3].name == "print");
  CHECK(plan.stages[4].name == "print_2");
  CHECK(plan.slot_names ==
        std::vector<std::string>{"source.number", "squared.square", "passed.filtered"});
  CHECK(plan.slots.size() == 3);
  for (const PlannedStage& stage : plan.stages) {
    CHECK(stage.instance != nullptr);
    CHECK(stage.entry != nullptr);
    CHECK(contains(stage.plugin, "planning.so"));
  }
}

TEST_CASE("slots, predecessors and successors say who feeds whom") {
  const Loaded loaded = load(good);
  REQUIRE(loaded.plan);
  const auto& stages = loaded.plan->stages;
  CHECK(stages[0].slots == std::vector<std::uint16_t>{0});
  CHECK(stages[1].slots == std::vector<std::uint16_t>{0, 1});
  CHECK(stages[2].slots == std::vector<std::uint16_t>{1, no_slot, 2});
  CHECK(stages[3].slots == std::vector<std::uint16_t>{2});
  CHECK(stages[4].slots == std::vector<std::uint16_t>{1});
  CHECK(stages[0].predecessors.empty());
  CHECK(stages[0].successors == std::vector<std::size_t>{1});
  CHECK(stages[1].predecessors == std::vector<std::size_t>{0});
  CHECK(stages[1].successors == std::vector<std::size_t>{2, 4});
  CHECK(stages[2].predecessors == std::vector<std::size_t>{1});
  CHECK(stages[2].successors == std::vector<std::size_t>{3});
}

TEST_CASE("parameters, policies and locations reach the planned stage") {
  const Loaded loaded = load(good);
  REQUIRE(loaded.plan);
  const PlannedStage& squared = stage_named(*loaded.plan, "squared");
  REQUIRE(squared.parameters.size() == 2);
  CHECK(std::get<double>(squared.parameters[0].value) == 2.5);
  CHECK(std::get<std::vector<std::int64_t>>(squared.parameters[1].value) ==
        std::vector<std::int64_t>{3, 4});
  CHECK(squared.on_error == ErrorPolicy::retry);
  CHECK(squared.retries == 1);
  CHECK(squared.location.line == 6);
  CHECK(stage_named(*loaded.plan, "passed").on_error == ErrorPolicy::skip);
  CHECK(loaded.plan->stages[0].on_error == ErrorPolicy::skip);
}

TEST_CASE("a stage that reads no product still comes after the source") {
  const Loaded loaded = load(std::string(numbers) + "sinks: [{use: planning.anything}]\n");
  REQUIRE_MESSAGE(loaded.plan, loaded.text);
  CHECK(loaded.plan->stages[1].predecessors == std::vector<std::size_t>{0});
  CHECK(loaded.plan->stages[0].successors == std::vector<std::size_t>{1});
  CHECK(loaded.plan->stages[1].slots == std::vector<std::uint16_t>{no_slot});
}

TEST_CASE("the resolved document loads again to the same plan") {
  const Loaded first = load(good);
  REQUIRE(first.plan);
  const Loaded second = load(first.plan->resolved);
  REQUIRE_MESSAGE(second.plan, second.text);
  CHECK(second.plan->resolved == first.plan->resolved);
  CHECK(second.plan->config_hash == first.plan->config_hash);
}

TEST_CASE("all findings of a document are reported together, in the order of the document") {
  const Loaded loaded = load(
      "run: {thread: 1}\n"
      "source: {use: planning.nmubers}\n"
      "stages:\n"
      "  - {name: a, use: planing.square}\n"
      "  - {name: b, use: planning.square, params: {scale: 11, sacle: 1}}\n"
      "sinks: [{use: planning.print, in: {squre: b}}]\n");
  std::vector<int> lines;
  for (const Finding& finding : loaded.findings) lines.push_back(finding.location.line);
  const std::vector<int> expected = {1, 2, 4, 5, 5, 6};
  CHECK_MESSAGE(lines == expected, loaded.text);
}

TEST_CASE("what follows from a value that could not be read is not reported again") {
  const Loaded loaded = load(
      "source: {use: planning.numbers, params: {count: \"${cuont}\"}}\n"
      "sinks: [{use: planning.refuses, params: {level: 3}}]\n");
  CHECK(loaded.findings.size() == 1);
  CHECK(contains(loaded.text, "unknown variable '${cuont}'"));
}

TEST_CASE("a document without a file is one finding") {
  Findings findings;
  CHECK(load_plan("/nonexistent/p.yaml", {}, findings) == nullptr);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].text() ==
        "/nonexistent/p.yaml: error: cannot be read: No such file or directory");
}

}  // namespace trackloom
