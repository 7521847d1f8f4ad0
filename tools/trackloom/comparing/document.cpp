#include "comparing/document.hpp"

#include <cstdio>

namespace comparing {
namespace {

using nlohmann::ordered_json;

std::string policy_text(trackloom::ErrorPolicy policy, unsigned retries) {
  switch (policy) {
    case trackloom::ErrorPolicy::abort:
      return "abort";
    case trackloom::ErrorPolicy::retry:
      return "retry " + std::to_string(retries);
    case trackloom::ErrorPolicy::skip:
      break;
  }
  return "skip";
}

// Variables have been expanded, so that a `${` that is left is text.
std::string line_of(const ordered_json& entry) {
  std::string text = entry.dump();
  for (std::size_t at = 0; (at = text.find("${", at)) != std::string::npos; at += 3) {
    text.insert(at, "$");
  }
  return text;
}

ordered_json parameters_json(const trackloom::ParameterSet& parameters) {
  ordered_json json = ordered_json::object();
  for (const trackloom::NamedValue& parameter : parameters) {
    json[parameter.name] = to_json(parameter.value);
  }
  return json;
}

}  // namespace

ordered_json to_json(const trackloom::ParameterValue& value) {
  return std::visit([](const auto& v) { return ordered_json(v); }, value);
}

void MergedDocument::source(const trackloom::PlannedStage& stage,
                            const trackloom::ParameterSet& parameters) {
  source_ = line_of({{"use", stage.use}, {"params", parameters_json(parameters)}});
}

void MergedDocument::stage(const std::string& name, const trackloom::PlannedStage& stage,
                           ordered_json in) {
  ordered_json entry = {{"name", name}, {"use", stage.use}};
  if (!in.empty()) entry["in"] = std::move(in);
  if (!stage.parameters.empty()) entry["params"] = parameters_json(stage.parameters);
  entry["on_error"] = policy_text(stage.on_error, stage.retries);
  const bool sink = stage.info->kind == trackloom::StageKind::sink;
  if (stage.info->kind == trackloom::StageKind::async_stage) entry["lanes"] = stage.lanes;
  if (stage.concurrency > 0) entry["concurrency"] = stage.concurrency;
  (sink ? sinks_ : stages_) += "  - " + line_of(entry) + "\n";
}

void MergedDocument::sink(const std::string& name, const std::string& use, ordered_json parameters,
                          ordered_json in) {
  sinks_ += "  - " +
            line_of({{"name", name},
                     {"use", use},
                     {"in", std::move(in)},
                     {"params", std::move(parameters)}}) +
            "\n";
}

std::string MergedDocument::text(const trackloom::RunSettings& run) const {
  char limits[160];
  std::snprintf(limits, sizeof limits, ", first_event_timeout_s: %.17g, event_timeout_s: %.17g",
                run.first_event_timeout.count(), run.event_timeout.count());
  std::string text =
      "# Made by `trackloom compare`: the sides as one pipeline.\npipeline: compare\n";
  text += "run: {order: " + std::string(run.input_order ? "input" : "any") +
          ", on_error: " + policy_text(run.on_error, run.retries) + limits + "}\n";
  text += "source: " + source_ + "\n";
  if (!stages_.empty()) text += "stages:\n" + stages_;
  return text + "sinks:\n" + sinks_;
}

}  // namespace comparing
