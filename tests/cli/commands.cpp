// Exit codes and listings of the static commands.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "cli/command.hpp"

namespace trackloom::cli_test {
namespace {

const std::string plugins = "--plugin-path " + plugin_folder() + " ";
const std::string good = golden_folder() + "/good.yaml";
const std::string bad = golden_folder() + "/parameters.yaml";

}  // namespace

TEST_CASE("a wrong command line is a configuration error, help is not") {
  CHECK(trackloom("").exit_code == 2);
  CHECK(trackloom("nonsense").exit_code == 2);
  CHECK(trackloom("check").exit_code == 2);
  CHECK(trackloom("check --nonsense " + good).exit_code == 2);
  CHECK(trackloom("check --var nonsense " + good).exit_code == 2);
  CHECK(trackloom("graph --format png " + good).exit_code == 2);
  CHECK(trackloom("--help").exit_code == 0);
  CHECK(trackloom("check --help").exit_code == 0);
}

TEST_CASE("check says on standard output what is wrong and exits with 0 or 2") {
  Result result = trackloom("check " + plugins + good, "2>/dev/null");
  CHECK(result.exit_code == 0);
  CHECK(result.output.find(": ok: pipeline good, 3 stages, 2 products") != std::string::npos);
  result = trackloom("check " + plugins + bad, "2>/dev/null");
  CHECK(result.exit_code == 2);
  CHECK(result.output.find("parameters.yaml:") != std::string::npos);
}

TEST_CASE("check --json holds every finding with its place") {
  Result result = trackloom("check --json " + plugins + bad);
  CHECK(result.exit_code == 2);
  const auto json = nlohmann::json::parse(result.output);
  CHECK(json["ok"] == false);
  REQUIRE(json["findings"].size() > 3);
  CHECK(json["findings"][0]["severity"] == "error");
  CHECK(json["findings"][0]["line"].get<int>() > 0);
  result = trackloom("check --json " + plugins + good);
  CHECK(nlohmann::json::parse(result.output)["ok"] == true);
}

TEST_CASE("repeatable options take one value each and leave the pipeline alone") {
  const Result result = trackloom("check " + plugins +
                                  "--set run.threads=1 --set stages.a.params.scale=3 --variant v "
                                  "--var x=1 " +
                                  good);
  CHECK_MESSAGE(result.exit_code == 0, result.output);
}

TEST_CASE("describe lists plugins with paths, stages, ports and parameters") {
  const Result all = trackloom("describe " + plugins);
  CHECK(all.exit_code == 0);
  CHECK(all.output.find("planning 1.0: " + plugin_folder() + "/planning.so") != std::string::npos);
  CHECK(all.output.find("wrong_stamp: plugin ") != std::string::npos);
  CHECK(all.output.find("param scale: factor on the result (real, in mm, 0 to 10, default 1)") !=
        std::string::npos);
  CHECK(all.output.find("in, optional: rare = planning.rare version 1") != std::string::npos);
  CHECK(all.output.find("undescribed: cannot describe itself: lost for words") !=
        std::string::npos);
}

TEST_CASE("describe takes a plugin or one of its stages") {
  const Result one = trackloom("describe " + plugins + "planning.square");
  CHECK(one.exit_code == 0);
  CHECK(one.output.find("  square (stage): The square of a number") != std::string::npos);
  CHECK(one.output.find("numbers (source)") == std::string::npos);
  CHECK(trackloom("describe " + plugins + "planning").output.find("numbers (source)") !=
        std::string::npos);
  CHECK(trackloom("describe " + plugins + "planning.nothing").exit_code == 2);
  CHECK(trackloom("describe " + plugins + "nothing").exit_code == 2);
  CHECK(trackloom("describe " + plugins + "wrong_abi").exit_code == 2);
}

TEST_CASE("describe --json holds types, defaults, units and ranges") {
  const Result result = trackloom("describe --json " + plugins + "planning.square");
  CHECK(result.exit_code == 0);
  const auto json = nlohmann::json::parse(result.output);
  const auto& stage = json["plugins"][0]["stages"][0];
  CHECK(stage["kind"] == "stage");
  CHECK(stage["inputs"][0]["type"] == "planning.number");
  const auto& scale = stage["parameters"][0];
  CHECK(scale["name"] == "scale");
  CHECK(scale["default"] == 1.0);
  CHECK(scale["unit"] == "mm");
  CHECK(scale["maximum"] == 10.0);
  CHECK(stage["parameters"][5]["default"] == nlohmann::json({1, 2}));
}

TEST_CASE("graph draws stages and products as dot, mermaid or JSON") {
  const Result dot = trackloom("graph " + plugins + good);
  CHECK(dot.exit_code == 0);
  CHECK(dot.output.find("\"source\" -> \"a\" [label=\"planning.number\"];") != std::string::npos);
  const Result mermaid = trackloom("graph --format mermaid " + plugins + good);
  CHECK(mermaid.output.starts_with("flowchart LR\n"));
  CHECK(mermaid.output.find("s1 -->|planning.square| s2") != std::string::npos);
  const Result json = trackloom("graph --json " + plugins + good);
  CHECK(nlohmann::json::parse(json.output)["edges"].size() == 2);
  const Result svg = trackloom("graph --format svg " + plugins + good);
  CHECK(svg.output.starts_with("<svg "));
  CHECK(svg.output.ends_with("</svg>\n"));
  CHECK(trackloom("graph " + plugins + bad).exit_code == 2);
}

}  // namespace trackloom::cli_test
