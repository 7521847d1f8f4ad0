// Constructors that refuse or throw.
#include "plan/helpers.hpp"

namespace trackloom {
namespace {

std::string findings_of(const std::string& params) {
  return load(std::string(numbers) + "sinks: [{use: planning.refuses, params: {" + params + "}}]\n")
      .text;
}

}  // namespace

TEST_CASE("a ConfigError is a finding at the parameter that it names") {
  CHECK(findings_of("level: 3") ==
        "p.yaml:2:49: error: planning.refuses refuses its configuration: the level is odd, at "
        "sinks.refuses.params.level; level: must be even (integer, default 0)\n");
}

TEST_CASE("any other exception is a finding at the stage's use") {
  CHECK(findings_of("other: 5") ==
        "p.yaml:2:15: error: planning.refuses cannot be constructed: no fives here, at "
        "sinks.refuses\n");
  CHECK(contains(findings_of("other: 6"), "an exception that is not a std::exception"));
}

TEST_CASE("a stage with a good configuration is constructed") {
  CHECK(findings_of("level: 2").empty());
}

}  // namespace trackloom
