// Values of parameters against what the stage declares.
#include "plan/helpers.hpp"

namespace trackloom {
namespace {

// Findings of a square stage with these params.
std::string findings_of(const std::string& params) {
  return load(std::string(numbers) + "stages: [{name: a, use: planning.square, params: {" + params +
              "}}]\nsinks: [{use: planning.print}]\n")
      .text;
}

}  // namespace

TEST_CASE("a value out of range is shown with the parameter's doc, unit, range and default") {
  CHECK(findings_of("scale: 10.5") ==
        "p.yaml:2:58: error: '10.5' is above 10, at stages.a.params.scale; scale: factor on the "
        "result (real, in mm, 0 to 10, default 1)\n");
  CHECK(contains(findings_of("power: 0"), "'0' is below 1"));
  CHECK(
      contains(findings_of("offsets: [0.5, -2]"), "'-2' is below -1, at stages.a.params.offsets"));
}

TEST_CASE("a value of another type is refused") {
  CHECK(contains(findings_of("power: 1.5"), "'1.5' is not an integer"));
  CHECK(contains(findings_of("power: 010"), "starts with 0, which some read as octal"));
  CHECK(contains(findings_of("power: '2'"), "it is quoted, which makes it text"));
  CHECK(contains(findings_of("scale: nan"), "'nan' is not a finite number"));
  CHECK(contains(findings_of("scale: [1]"), "a list is not a number"));
  CHECK(contains(findings_of("check: yes"), "'yes' is not true or false"));
  CHECK(contains(findings_of("mode: {a: 1}"), "a map is not a text"));
  CHECK(contains(findings_of("scale: ~"), "nothing is not a number"));
  CHECK(contains(findings_of("bins: 3"), "'3' is not a list"));
  CHECK(contains(findings_of("bins: [1, x]"), "'x' is not an integer"));
}

TEST_CASE("a number that fits 64 bits but not the stage's member is refused, not wrapped") {
  CHECK(contains(findings_of("power: 5000000000"),
                 "5000000000 does not fit the parameter's type, at stages.a.params.power"));
  CHECK(contains(findings_of("bins: [1, -5000000000]"), "-5000000000 does not fit"));
}

TEST_CASE("a text that is not among the choices is refused with a suggestion") {
  CHECK(contains(findings_of("mode: exat"),
                 "'exat' is not one of fast, exact, at stages.a.params.mode; did you mean 'exact'? "
                 "mode: how"));
}

TEST_CASE("an unknown parameter is refused, and the one that was meant is explained") {
  CHECK(contains(findings_of("sacle: 1"),
                 "planning.square has no parameter 'sacle', at stages.a.params.sacle; did you mean "
                 "'scale'? scale: factor on the result (real, in mm"));
  CHECK(contains(findings_of("zzzzzz: 1"), "its parameters: scale, power, check"));
}

TEST_CASE("good values of every type are taken") {
  CHECK(findings_of("scale: 1e-3, power: 3, check: true, mode: exact, offsets: [0, 1e-1], "
                    "bins: []")
            .empty());
}

TEST_CASE("an input file that is missing, a folder or unnamed is a finding") {
  const TemporaryFolder folder;
  const std::string file = folder.write("table.txt", "1");
  CHECK(findings_of("table: " + file).empty());
  CHECK(findings_of("table: ''").empty());
  CHECK(contains(findings_of("table: /nonexistent/t.txt"),
                 "'/nonexistent/t.txt' cannot be read: No such file or directory"));
  CHECK(contains(findings_of("table: " + folder.path().string()), "is a folder, not a file"));
  const std::string head = "source: {use: planning.numbers, params: {path: ";
  CHECK(load(head + folder.path().string() + "}}\n").text.empty());
  CHECK(contains(load(head + "/nonexistent}}\n").text, "'/nonexistent' cannot be read"));
}

TEST_CASE("a required parameter that is missing or empty is a finding with its doc") {
  const std::string head = std::string(numbers) + "stages: [{name: a, use: planning.square}, ";
  const std::string tail = "]\nsinks: [{use: planning.anything}]\n";
  CHECK(contains(load(head + "{name: r, use: planning.rare}" + tail).text,
                 "p.yaml:2:58: error: parameter 'weights' of planning.rare is missing, at "
                 "stages.r.params.weights; weights: trained weights (text, required)"));
  CHECK(contains(load(head + "{name: r, use: planning.rare, params: {weights: ''}}" + tail).text,
                 "the name is empty"));
}

}  // namespace trackloom
