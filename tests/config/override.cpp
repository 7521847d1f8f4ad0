#include "config/override.hpp"

#include "config/emit_yaml.hpp"
#include "config/helpers.hpp"

namespace trackloom::config {
namespace {

constexpr const char* document =
    "run: {threads: 1}\n"
    "source: {use: p.read, params: {path: a}}\n"
    "stages: [{name: graph, use: p.graph, params: {max_edges: 5}}, {name: bare, use: p.bare}]\n"
    "sinks: [{use: p.print}]\n";

std::string after(const std::string& assignment) {
  Findings findings;
  Node node = parse(document);
  apply_override(node, assignment, findings);
  return texts(findings) + emit_yaml(node);
}

std::string refusal(const std::string& assignment) {
  Findings findings;
  Node node = parse(document);
  apply_override(node, assignment, findings);
  CHECK(emit_yaml(node) == emit_yaml(parse(document)));
  return texts(findings);
}

}  // namespace

TEST_CASE("a stage's parameter is set by the stage's name") {
  CHECK(contains(after("stages.graph.params.max_edges=7"), "max_edges: 7\n"));
  CHECK(contains(after("stages.bare.params.cut=0.5"),
                 "name: bare\n    use: p.bare\n    params:\n"
                 "      cut: 0.5\n"));
}

TEST_CASE("sinks, source and run are set by their keys") {
  CHECK(contains(after("sinks.print.params.path=x=y"), "path: \"x=y\"\n"));
  CHECK(contains(after("source.params.path=/data"), "path: /data\n"));
  CHECK(contains(after("run.threads=4"), "threads: 4\n"));
  CHECK(contains(after("vars.cut=1"), "vars:\n  cut: 1\n"));
}

TEST_CASE("values may be lists or quoted, and null removes the key") {
  CHECK(contains(after("stages.graph.params.bins=[1, 2]"), "bins: [1, 2]\n"));
  CHECK(contains(after("stages.graph.params.max_edges='7'"), "max_edges: \"7\"\n"));
  CHECK_FALSE(contains(after("stages.graph.params.max_edges=null"), "max_edges"));
  CHECK(contains(refusal("stages.graph.params.bins=[1, 2"), "not valid YAML"));
}

TEST_CASE("a path that leads nowhere is a finding and changes nothing") {
  CHECK(refusal("stages.grpah.params.x=1") ==
        "--set stages.grpah.params.x=1: error: no 'grpah' in stages; did you mean 'graph'?\n");
  CHECK(contains(refusal("stage.graph.params.x=1"), "did you mean 'stages'?"));
  CHECK(contains(refusal("stages.graph=1"), "a whole list or stage cannot be set"));
  CHECK(contains(refusal("source.use.x=1"), "'use' is 'p.read', which has no keys"));
  CHECK(contains(refusal("stages..x=1"), "is not a path such as"));
  CHECK(contains(refusal("run.threads"), "expected path=value"));
  CHECK(contains(refusal("=1"), "expected path=value"));
  CHECK(contains(refusal("include=x.yaml"), "has been applied already"));
}

}  // namespace trackloom::config
