// `replaces:`: a stage that stands in for another.
#include "plan/helpers.hpp"

namespace trackloom {
namespace {

// The slot that feeds the first port of a stage.
std::string read_by(const Loaded& loaded, const std::string& stage) {
  REQUIRE_MESSAGE(loaded.plan, loaded.text);
  return loaded.plan->slot_names[stage_named(*loaded.plan, stage).slots[0]];
}

Loaded load_stages(const std::string& stages, const std::string& sinks = "use: planning.print") {
  return load(numbers + ("stages: [" + stages + "]\nsinks: [{" + sinks + "}]\n"));
}

const std::string square = "{name: a, use: planning.square}, ";

}  // namespace

TEST_CASE("a stage that replaces another is read in its place, and reads it") {
  const Loaded loaded = load_stages(square + "{name: f, use: planning.filter, replaces: a}");
  CHECK(read_by(loaded, "print") == "f.filtered");
  CHECK(read_by(loaded, "f") == "a.square");
}

TEST_CASE("where in the file a replacement stands makes no difference") {
  const Loaded loaded = load_stages(
      "{name: d, use: planning.device}, {name: f, use: planning.filter, "
      "replaces: a, in: {rare: ~}}, {name: a, use: planning.square}");
  CHECK(read_by(loaded, "d") == "f.filtered");
  CHECK(read_by(loaded, "f") == "a.square");
  CHECK(read_by(loaded, "print") == "f.filtered");
}

TEST_CASE("replacements chain, each reading the one before") {
  const Loaded loaded = load_stages(square +
                                    "{name: f, use: planning.filter, replaces: a}, "
                                    "{name: g, use: planning.filter, replaces: f}");
  CHECK(read_by(loaded, "f") == "a.square");
  CHECK(read_by(loaded, "g") == "f.filtered");
  CHECK(read_by(loaded, "print") == "g.filtered");
}

TEST_CASE("`in:` that names the replaced stage still means it") {
  const Loaded loaded = load_stages(square + "{name: f, use: planning.filter, replaces: a}",
                                    "use: planning.print, in: {square: a}");
  CHECK(read_by(loaded, "print") == "a.square");
}

TEST_CASE("replacements of different products do not mix") {
  const Loaded loaded = load_stages(square + "{name: f, use: planning.filter, replaces: a}, " +
                                        "{name: d, use: planning.device, in: {square: a}}, "
                                        "{name: e, use: planning.device, replaces: d}",
                                    "use: planning.print");
  CHECK(read_by(loaded, "a") == "source.number");
  CHECK(read_by(loaded, "e") == "f.filtered");
}

TEST_CASE("a replacement that makes no sense is a finding at its place") {
  const auto text = [](const std::string& stages) { return load_stages(stages).text; };
  CHECK(text(square + "{name: f, use: planning.filter, replaces: aa}") ==
        "p.yaml:2:85: error: there is no stage 'aa', at stages.f.replaces; did you mean 'a'?\n"
        "p.yaml:3:15: error: input 'square' of 'print' takes planning.square, which more than one "
        "stage makes: a.square, f.filtered, at sinks.print.in.square; say which: in: {square: "
        "a.square}\n");
  CHECK(contains(text(square + "{name: f, use: planning.filter, replaces: f}"),
                 "a stage cannot replace itself, at stages.f.replaces"));
  CHECK(contains(text(square + "{name: f, use: planning.filter, replaces: source}"),
                 "'source' makes no product of a type that 'f' makes, at stages.f.replaces"));
  CHECK(contains(text(square + "{name: f, use: planning.filter, replaces: [a]}"),
                 "expected the name of a stage"));
  CHECK(contains(text(square + "{name: t, use: planning.twins, replaces: a}"),
                 "'t' makes more than one planning.square"));
  CHECK(contains(text(square + "{name: f, use: planning.filter, replaces: a}, "
                               "{name: g, use: planning.filter, replaces: a}"),
                 "'f' replaces the planning.square of 'a' already, at stages.g.replaces; one after "
                 "the other: replaces: f"));
  CHECK(contains(text("{name: f, use: planning.filter, replaces: g}, "
                      "{name: g, use: planning.filter, replaces: f}"),
                 "'f' replaces itself, by way of others, at stages.f.replaces"));
}

TEST_CASE("only stages replace") {
  CHECK(contains(load("source: {use: planning.numbers, replaces: a}\n").text,
                 "unknown key 'replaces'"));
}

}  // namespace trackloom
