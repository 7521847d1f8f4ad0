// Loops, and the order of stages that do not depend on each other.
#include "plan/helpers.hpp"

namespace trackloom {

TEST_CASE("a loop is a finding that names it along the data, from its first stage") {
  const Loaded loaded = load(std::string(numbers) +
                             "stages:\n"
                             "  - {name: a, use: planning.filter, in: {in: c}}\n"
                             "  - {name: b, use: planning.filter, in: {in: a}}\n"
                             "  - {name: c, use: planning.filter, in: {in: b}}\n"
                             "sinks: [{use: planning.print, in: {square: c}}]\n");
  CHECK(contains(loaded.text,
                 "p.yaml:3:5: error: stages wait for each other in a loop: a -> b -> "
                 "c -> a, at stages.a"));
}

TEST_CASE("a stage that reads its own output is a loop") {
  const Loaded loaded = load(std::string(numbers) +
                             "stages: [{name: a, use: planning.filter, in: {in: a}}]\n"
                             "sinks: [{use: planning.print, in: {square: a}}]\n");
  CHECK(contains(loaded.text, "in a loop: a -> a"));
}

TEST_CASE("ties follow the document") {
  const Loaded loaded = load(std::string(numbers) +
                             "stages:\n"
                             "  - {name: z, use: planning.square}\n"
                             "  - {name: late, use: planning.filter, in: {in: m}}\n"
                             "  - {name: m, use: planning.square}\n"
                             "  - {name: a, use: planning.square}\n");
  REQUIRE_MESSAGE(loaded.plan, loaded.text);
  std::vector<std::string> names;
  for (const PlannedStage& stage : loaded.plan->stages) names.push_back(stage.name);
  CHECK(names == std::vector<std::string>{"source", "z", "m", "late", "a"});
}

}  // namespace trackloom
