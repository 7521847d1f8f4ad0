// What a stage copies between host and device, which may depend on a parameter.
#include "plan/helpers.hpp"
#include "trackloom/stage.hpp"

namespace trackloom {
namespace {

struct Config {
  std::string executor = "native";
};

StageInfo described(const std::string& always, const std::string& by_default) {
  StageInfo info;
  StageDescription<Config> stage(info);
  stage.copies(always);
  stage.param("executor", &Config::executor)
      .one_of({"native", "cuda"})
      .copies_if("cuda", "scores to the host");
  info.parameters[0].default_value = by_default;
  return info;
}

std::string copies(const StageInfo& info, const ParameterSet& parameters) {
  PlannedStage stage;
  stage.info = &info;
  stage.parameters = parameters;
  return copies_of(stage);
}

}  // namespace

TEST_CASE("copies are told for the choice that makes them, whether it is given or the default") {
  const StageInfo info = described("", "native");
  CHECK(copies(info, {}).empty());
  CHECK(copies(info, {{"executor", std::string("native")}}).empty());
  CHECK(copies(info, {{"executor", std::string("cuda")}}) == "scores to the host");
  CHECK(copies(described("", "cuda"), {}) == "scores to the host");
  CHECK(copies(described("", "cuda"), {{"executor", std::string("native")}}).empty());
}

TEST_CASE("copies of a choice follow those that a stage always makes") {
  const StageInfo info = described("hits to the device", "cuda");
  CHECK(copies(info, {}) == "hits to the device, scores to the host");
  CHECK(copies(info, {{"executor", std::string("native")}}) == "hits to the device");
}

}  // namespace trackloom
