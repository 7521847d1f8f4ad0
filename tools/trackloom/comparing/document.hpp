// The merged pipeline as YAML text.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "trackloom/plan.hpp"

namespace comparing {

nlohmann::ordered_json to_json(const trackloom::ParameterValue& value);

// Entries in the order in which they are added; each is one line of flow-style YAML, which JSON is.
class MergedDocument {
 public:
  void source(const trackloom::PlannedStage& stage, const trackloom::ParameterSet& parameters);
  // Under another name; with parameters, error policy, lanes and concurrency as planned.
  void stage(const std::string& name, const trackloom::PlannedStage& stage,
             nlohmann::ordered_json in);
  void sink(const std::string& name, const std::string& use, nlohmann::ordered_json parameters,
            nlohmann::ordered_json in);
  // Threads and events in flight are left to the command line.
  std::string text(const trackloom::RunSettings& run) const;

 private:
  std::string source_, stages_, sinks_;
};

}  // namespace comparing
