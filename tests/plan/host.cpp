// Pipelines whose events a host program pushes.
#include "plan/helpers.hpp"
#include "plugins_static/planning_products.hpp"

namespace trackloom {
namespace {

LoadOptions host_options() {
  LoadOptions options;
  options.host_products = {&product_ops<planning::Number>};
  return options;
}

}  // namespace

TEST_CASE("host products stand in for the source, and unread outputs are the host's to read") {
  const Loaded loaded = load("stages: [{name: a, use: planning.square}]\n", host_options());
  REQUIRE_MESSAGE(loaded.plan, loaded.text);
  CHECK(loaded.text.empty());
  const Plan& plan = *loaded.plan;
  REQUIRE(plan.stages.size() == 2);
  CHECK(plan.stages[0].entry == nullptr);
  CHECK(plan.stages[0].name == "source");
  CHECK(plan.stages[0].plugin.empty());
  CHECK(plan.stages[0].slots == std::vector<std::uint16_t>{0});
  CHECK(plan.slot_names == std::vector<std::string>{"source.number", "a.square"});
  CHECK(plan.stages[1].slots == std::vector<std::uint16_t>{0, 1});
  CHECK(plan.stages[1].predecessors == std::vector<std::size_t>{0});
}

TEST_CASE("a pipeline has either a source or a host that pushes") {
  CHECK(contains(load(numbers, host_options()).text,
                 "the pipeline has a source, but the program that loads it pushes its own events"));
  CHECK(contains(load("stages: [{name: a, use: planning.anything}]\n").text,
                 "the pipeline has no source"));
}

}  // namespace trackloom
