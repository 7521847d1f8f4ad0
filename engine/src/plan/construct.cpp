#include "plan/construct.hpp"

#include <algorithm>

#include "trackloom/catalog.hpp"

namespace trackloom::plan {

StageInstance construct(const Draft& draft, Findings& findings) {
  Failure failure;
  StageInstance instance(draft.entry->create(draft.parameters, failure), StageDeleter{draft.entry});
  if (instance != nullptr) return instance;

  const config::StageRequest& request = draft.request;
  const bool refused = failure.kind == FailureKind::configuration;
  const std::string message =
      request.use + (refused ? " refuses its configuration: " : " cannot be constructed: ") +
      (failure.message.empty() ? "no reason given" : failure.message);
  const auto& all = draft.info->parameters;
  const auto info = std::find_if(
      all.begin(), all.end(), [&](const ParameterInfo& p) { return p.name == failure.parameter; });
  if (info == all.end()) {
    config::add_error(findings, request.use_mark, request.path, message);
    return instance;
  }
  const config::Node* given =
      request.params != nullptr ? request.params->find(info->name) : nullptr;
  config::add_error(findings, given != nullptr ? given->mark : request.use_mark,
                    request.path + ".params." + info->name, message, parameter_text(*info));
  return instance;
}

}  // namespace trackloom::plan
