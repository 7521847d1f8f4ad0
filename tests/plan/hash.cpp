// What the configuration hash covers.
#include "plan/helpers.hpp"

namespace trackloom {
namespace {

std::string hash_of(const std::string& yaml, const LoadOptions& options = {}) {
  const Loaded loaded = load(yaml, options);
  REQUIRE_MESSAGE(loaded.plan, loaded.text);
  return loaded.plan->config_hash;
}

const std::string tail =
    "source: {use: planning.numbers}\n"
    "stages: [{name: a, use: planning.square, params: {scale: 2}}]\n"
    "sinks: [{use: planning.print, params: {path: \"${output}/x\"}}]\n";

}  // namespace

TEST_CASE("the hash is 16 hex digits and the same every time") {
  const std::string hash = hash_of(tail);
  CHECK(hash.size() == 16);
  CHECK(hash.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(hash_of(tail) == hash);
}

TEST_CASE("the hash does not depend on places, threads or events in flight") {
  LoadOptions options;
  options.variables = {{"output", "/elsewhere"}, {"input", "/data"}, {"share", "/s"}};
  options.threads = 1;
  options.in_flight = 9;
  CHECK(hash_of(tail, options) == hash_of(tail));
  CHECK(hash_of("doc: words\nrun: {threads: 1}\n" + tail) == hash_of(tail));
}

TEST_CASE("the hash depends on parameters, stages and the order policy") {
  LoadOptions options;
  options.set = {"stages.a.params.scale=3"};
  CHECK(hash_of(tail, options) != hash_of(tail));
  options.set = {"stages.a.params.power=3"};
  CHECK(hash_of(tail, options) != hash_of(tail));
  CHECK(hash_of("run: {order: any}\n" + tail) != hash_of(tail));
  options.set.clear();
  options.variables = {{"mine", "5"}};
  const std::string with_variable =
      "source: {use: planning.numbers, params: {count: \"${mine}\"}}\n";
  const std::string five = hash_of(with_variable, options);
  options.variables["mine"] = "6";
  CHECK(hash_of(with_variable, options) != five);
}

}  // namespace trackloom
