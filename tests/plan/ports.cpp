// How ports are bound, and what is said when they cannot be.
#include "plan/helpers.hpp"

namespace trackloom {
namespace {

std::string findings_of(const std::string& rest) {
  return load(numbers + rest).text;
}

constexpr const char* two_squares =
    "stages: [{name: a, use: planning.square}, {name: b, use: planning.filter, in: {in: a}}]\n";

}  // namespace

TEST_CASE("a product that nobody makes is a finding that names stages which could") {
  const std::string text = findings_of("sinks: [{use: planning.print}]\n");
  CHECK(text ==
        "p.yaml:2:15: error: input 'square' of 'print' takes planning.square, which no stage "
        "makes, at sinks.print.in.square; add a stage that does, such as planning.filter, "
        "planning.square, planning.twins\n");
}

TEST_CASE("a product that several stages make is a finding that lists them") {
  CHECK(contains(findings_of(std::string(two_squares) + "sinks: [{use: planning.print}]\n"),
                 "which more than one stage makes: a.square, b.filtered, at sinks.print.in.square; "
                 "say which: in: {square: a.square}"));
}

TEST_CASE("`in:` chooses by stage or by stage and port") {
  for (const char* choice : {"b", "b.filtered"}) {
    const Loaded loaded = load(numbers + std::string(two_squares) +
                               "sinks: [{use: planning.print, in: {square: " + choice + "}}]\n");
    REQUIRE_MESSAGE(loaded.plan, loaded.text);
    CHECK(loaded.plan->slot_names[loaded.plan->stages[3].slots[0]] == "b.filtered");
  }
}

TEST_CASE("`in:` that names something unknown is a finding with a suggestion") {
  const std::string head = std::string(two_squares) + "sinks: [{use: planning.print, in: ";
  CHECK(contains(findings_of(head + "{square: c}}]\n"),
                 "there is no stage 'c', at "
                 "sinks.print.in.square; did you mean 'a'?"));
  CHECK(
      contains(findings_of(head + "{square: b.filterd}}]\n"),
               "'b' has no output 'filterd', at sinks.print.in.square; did you mean 'filtered'?"));
  CHECK(contains(findings_of(head + "{square: a, sqaure: b}}]\n"),
                 "planning.print has no input port 'sqaure', at sinks.print.in.sqaure; did you "
                 "mean 'square'?"));
  CHECK(contains(findings_of(head + "{square: [a]}}]\n"), "expected a stage or stage.port"));
  CHECK(contains(findings_of(head + "{square: ~}}]\n"), "expected a stage or stage.port"));
}

TEST_CASE("`in:` that names a product of another type says both types") {
  const std::string head = std::string(two_squares) + "sinks: [{use: planning.print, in: ";
  CHECK(contains(findings_of(head + "{square: source.number}}]\n"),
                 "source.number is planning.number version 1, but input 'square' of 'print' takes "
                 "planning.square version 2"));
  CHECK(contains(findings_of(head + "{square: source}}]\n"),
                 "'source' makes no planning.square version 2, at sinks.print.in.square; it makes "
                 "number (planning.number version 1)"));
}

TEST_CASE("two outputs of one type in one stage must be told apart by port") {
  const std::string stages = "stages: [{name: t, use: planning.twins}]\n";
  CHECK(contains(findings_of(stages + "sinks: [{use: planning.print, in: {square: t}}]\n"),
                 "more than one stage makes: t.first, t.second"));
  const Loaded loaded =
      load(numbers + stages + "sinks: [{use: planning.print, in: {square: t.second}}]\n");
  REQUIRE_MESSAGE(loaded.plan, loaded.text);
  CHECK(loaded.plan->stages[2].slots[0] == loaded.plan->stages[1].slots[2]);
}

TEST_CASE("the same product in another version is named as such") {
  CHECK(contains(findings_of("stages: [{name: a, use: planning.square}]\n"
                             "sinks: [{use: planning.needs_old}]\n"),
                 "takes planning.square version 1, but a.square makes version 2, at "
                 "sinks.needs_old.in.square; rebuild planning.needs_old and planning.square"));
}

TEST_CASE("an optional input is bound when one stage makes it and may be left open with null") {
  const std::string rare =
      "stages: [{name: a, use: planning.square}, {name: d, use: planning.device, in: {square: "
      "a}}, ";
  const std::string sink = "sinks: [{use: planning.print, in: {square: f}}]\n";
  Loaded loaded = load(numbers + rare + "{name: f, use: planning.filter, in: {in: a}}]\n" + sink);
  REQUIRE_MESSAGE(loaded.plan, loaded.text);
  CHECK(stage_named(*loaded.plan, "f").slots[1] != no_slot);
  loaded = load(numbers + rare + "{name: f, use: planning.filter, in: {in: a, rare: ~}}]\n" + sink);
  REQUIRE_MESSAGE(loaded.plan, loaded.text);
  CHECK(stage_named(*loaded.plan, "f").slots[1] == no_slot);
}

TEST_CASE("an optional input is not bound to a stage that stands after it in the file") {
  Loaded loaded = load(std::string(numbers) +
                       "stages: [{name: a, use: planning.square}, "
                       "{name: f, use: planning.filter, in: {in: a}}, "
                       "{name: d, use: planning.device, in: {square: a}}]\n"
                       "sinks: [{use: planning.print, in: {square: f}}]\n");
  REQUIRE_MESSAGE(loaded.plan, loaded.text);
  CHECK(stage_named(*loaded.plan, "f").slots[1] == no_slot);
}

TEST_CASE("a stage whose outputs nobody reads is a warning, the source is not") {
  const Loaded loaded = load(std::string(numbers) + "stages: [{name: a, use: planning.square}]\n");
  CHECK(loaded.plan != nullptr);
  CHECK(loaded.text ==
        "p.yaml:2:10: warning: nothing reads what 'a' makes, at stages.a; remove it, or add a "
        "sink\n");
}

TEST_CASE("a product is not reported as missing while a stage that may make it is unknown") {
  const std::string text =
      findings_of("stages: [{name: a, use: planning.sqare}]\nsinks: [{use: planning.print}]\n");
  CHECK(text ==
        "p.yaml:2:25: error: plugin 'planning' has no stage 'sqare', at stages.a.use; did "
        "you mean 'square'?\n");
}

TEST_CASE("stages in the wrong section are findings") {
  const Loaded loaded = load(
      "source: {use: planning.square}\n"
      "stages: [{name: a, use: planning.print}]\n"
      "sinks: [{use: planning.numbers}]\n");
  CHECK(contains(loaded.text, "planning.square is a stage, whose place is `stages:`"));
  CHECK(contains(loaded.text, "planning.print is a sink, whose place is `sinks:`"));
  CHECK(contains(loaded.text, "planning.numbers is a source, whose place is `source:`"));
}

}  // namespace trackloom
