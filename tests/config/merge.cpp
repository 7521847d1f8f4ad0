#include "config/merge.hpp"

#include "config/emit_yaml.hpp"
#include "config/helpers.hpp"

namespace trackloom::config {
namespace {

std::string merged(const std::string& base, const std::string& overlay) {
  Findings findings;
  Node node = parse(base);
  merge_document(node, parse(overlay), findings);
  return texts(findings) + emit_yaml(node);
}

}  // namespace

TEST_CASE("maps merge, scalars and lists are replaced, null removes") {
  CHECK(merged("run: {threads: 1, order: any}\nvars: {a: 1}\n",
               "run: {threads: 2, in_flight: 3}\nvars: ~\n") ==
        "run:\n  threads: 2\n  order: any\n  in_flight: 3\n");
}

TEST_CASE("stages merge by name and new ones are appended") {
  CHECK(merged("stages: [{name: a, use: p.a, params: {x: 1, y: [1, 2]}}, {name: b, use: p.b}]\n",
               "stages: [{name: c, use: p.c}, {name: a, params: {y: [3]}}]\n") ==
        "stages:\n"
        "  - name: a\n    use: p.a\n    params:\n      x: 1\n      y: [3]\n"
        "  - name: b\n    use: p.b\n"
        "  - name: c\n    use: p.c\n");
}

TEST_CASE("another `use` replaces the stage, because its parameters belong to the old one") {
  CHECK(merged("stages: [{name: a, use: p.a, params: {x: 1}}]\n",
               "stages: [{name: a, use: p.b}]\n") == "stages:\n  - name: a\n    use: p.b\n");
  CHECK(merged("source: {use: p.a, params: {x: 1}}\n", "source: {use: p.b}\n") ==
        "source:\n  use: p.b\n");
  CHECK(merged("source: {use: p.a, params: {x: 1}}\n", "source: {params: {y: 2}}\n") ==
        "source:\n  use: p.a\n  params:\n    x: 1\n    y: 2\n");
}

TEST_CASE("a sink without a name merges by its stage's name") {
  CHECK(merged("sinks: [{use: p.print, params: {a: 1}}]\n",
               "sinks: [{use: p.print, params: {b: 2}}]\n") ==
        "sinks:\n  - use: p.print\n    params:\n      a: 1\n      b: 2\n");
}

TEST_CASE("`remove: true` drops a stage, and what is not there cannot be dropped") {
  CHECK(merged("stages: [{name: a, use: p.a}, {name: b, use: p.b}]\n",
               "stages: [{name: a, remove: true}]\n") == "stages:\n  - name: b\n    use: p.b\n");
  CHECK(contains(merged("stages: [{name: a, use: p.a}]\n", "stages: [{name: x, remove: true}]\n"),
                 "there is no 'x' to remove"));
  CHECK(contains(merged("stages: [{name: a, use: p.a}]\n", "stages: [{name: a, remove: 1}]\n"),
                 "'1' is not true, the only value that 'remove' has"));
}

}  // namespace trackloom::config
