// Loads pipelines that are written in the test, with the planning test plugin.
#pragma once

#include "config/helpers.hpp"
#include "trackloom/plan.hpp"

namespace trackloom {

using config::contains;
using config::TemporaryFolder;
using config::texts;

inline std::filesystem::path static_plugins() {
  return std::filesystem::path(TRACKLOOM_BINARY_DIR) / "tests" / "plugins_static";
}

struct Loaded {
  std::unique_ptr<Plan> plan;
  Findings findings;
  std::string text;  // of the findings, the file called p.yaml
};

inline Loaded load(const std::string& yaml, LoadOptions options = {}) {
  const TemporaryFolder folder;
  if (options.plugin_path.empty()) options.plugin_path = {static_plugins()};
  Loaded loaded;
  loaded.plan = load_plan(folder.write("p.yaml", yaml), options, loaded.findings);
  loaded.text = texts(loaded.findings);
  const std::string prefix = folder.path().string() + '/';
  for (std::size_t at; (at = loaded.text.find(prefix)) != std::string::npos;) {
    loaded.text.erase(at, prefix.size());
  }
  CHECK((loaded.plan == nullptr) == has_errors(loaded.findings));
  return loaded;
}

inline const PlannedStage& stage_named(const Plan& plan, const std::string& name) {
  for (const PlannedStage& stage : plan.stages) {
    if (stage.name == name) return stage;
  }
  FAIL("no stage " << name);
  return plan.stages[0];
}

inline const char* const numbers = "source: {use: planning.numbers}\n";

}  // namespace trackloom
