#include "config/variables.hpp"

#include <cstdlib>

#include "config/emit_yaml.hpp"
#include "config/helpers.hpp"

namespace trackloom::config {
namespace {

std::string expanded(const std::string& vars, const std::string& text,
                     bool allow_environment = false) {
  Findings findings;
  VariableScope scope({{"share", "/s"}, {"given", "outer"}}, allow_environment);
  if (!vars.empty()) {
    const Node defined = parse(vars);
    scope.define(&defined, findings);
  }
  Node node = parse(text);
  scope.expand(node, "", findings);
  return texts(findings) + emit_yaml(node);
}

}  // namespace

TEST_CASE("variables are replaced inside scalars") {
  CHECK(expanded("", "a: [\"${share}/x\", plain]\n") == "a: [\"/s/x\", plain]\n");
}

TEST_CASE("a quoted scalar that is one variable is as plain as its value") {
  CHECK(expanded("{n: 5, t: '6'}", "{a: \"${n}\", b: \"${t}\", c: \"${n}0\"}") ==
        "a: 5\nb: \"6\"\nc: \"50\"\n");
}

TEST_CASE("the program's variables win over the document's, which may use each other") {
  CHECK(expanded("{given: inner, a: '${b}/y', b: '${given}'}", "x: \"${a}\"\n") ==
        "x: \"outer/y\"\n");
}

TEST_CASE("a doubled dollar sign keeps the text, and what a variable brings is not searched") {
  CHECK(expanded("", "a: $${share}\n") == "a: \"$${share}\"\n");
  CHECK(expanded("{x: '$${share}'}", "a: ${x}\n") == "a: \"$${share}\"\n");
}

TEST_CASE("an unknown variable is a finding with a suggestion") {
  CHECK(contains(expanded("", "a: {b: ok, c: \"${shrae}\"}\n"),
                 "test.yaml:1:15: error: unknown variable '${shrae}', at a.c; did you mean "
                 "'share'?\n"));
  CHECK(contains(expanded("", "a: ${something_else}\n"), "known variables: given, share"));
  CHECK(contains(expanded("", "a: ${share\n"), "'${' without a closing '}'"));
}

TEST_CASE("variables that define themselves or grow without bound are findings") {
  CHECK(contains(expanded("{a: '${b}', b: '${a}'}", "x: ${a}\n"),
                 "variable '${a}' is defined by itself"));
  for (const char* seed :
       {"", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}) {
    std::string vars = "{v0: '" + std::string(seed) + "'";
    for (int i = 1; i < 40; ++i) {
      const std::string below = "${v" + std::to_string(i - 1) + "}";
      vars += ", v" + std::to_string(i) + ": '" + below + below + "'";
    }
    CHECK(contains(expanded(vars + "}", "x: ${v39}\n"),
                   "takes more than 65536 bytes or 1000 variables to expand"));
  }
  CHECK(contains(expanded("{a: [1]}", "x: 1\n"), "a variable is one value, not a list"));
}

TEST_CASE("the environment is read only where that is allowed") {
  ::setenv("TRACKLOOM_TEST_VARIABLE", "from outside", 1);
  CHECK(contains(expanded("", "a: ${env:TRACKLOOM_TEST_VARIABLE}\n"),
                 "reads the environment, which is off"));
  CHECK(expanded("", "a: ${env:TRACKLOOM_TEST_VARIABLE}\n", true) == "a: \"from outside\"\n");
  ::unsetenv("TRACKLOOM_TEST_VARIABLE");
  CHECK(contains(expanded("", "a: ${env:TRACKLOOM_TEST_VARIABLE}\n", true), "is not set"));
}

}  // namespace trackloom::config
