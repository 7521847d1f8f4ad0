#include "describe_json.hpp"

namespace {

using trackloom::ParameterInfo;
using trackloom::PortDirection;
using trackloom::PortInfo;
using trackloom::StageInfo;

nlohmann::ordered_json port_json(const PortInfo& port) {
  return {{"name", port.name},
          {"type", port.ops->key.name},
          {"version", port.ops->key.version},
          {"optional", port.direction == PortDirection::optional_input}};
}

nlohmann::ordered_json parameter_json(const ParameterInfo& parameter) {
  nlohmann::ordered_json out = {{"name", parameter.name},
                                {"type", trackloom::type_text(parameter.type)},
                                {"required", parameter.required},
                                {"unit", parameter.unit},
                                {"doc", parameter.doc}};
  if (!parameter.required) {
    std::visit([&](const auto& value) { out["default"] = value; }, parameter.default_value);
  }
  if (parameter.minimum) out["minimum"] = *parameter.minimum;
  if (parameter.maximum) out["maximum"] = *parameter.maximum;
  if (!parameter.choices.empty()) out["choices"] = parameter.choices;
  if (!parameter.copies.empty()) {
    out["copies_if"] = {{"choice", parameter.copying_choice}, {"what", parameter.copies}};
  }
  return out;
}

const char* concurrency_text(trackloom::Concurrency concurrency) {
  switch (concurrency) {
    case trackloom::Concurrency::parallel:
      return "parallel";
    case trackloom::Concurrency::serial:
      return "serial";
    case trackloom::Concurrency::clone_per_thread:
      return "clone per thread";
  }
  return "";
}

}  // namespace

nlohmann::ordered_json stage_json(const StageInfo& info, const std::string& name) {
  nlohmann::ordered_json inputs = nlohmann::ordered_json::array();
  nlohmann::ordered_json outputs = nlohmann::ordered_json::array();
  nlohmann::ordered_json parameters = nlohmann::ordered_json::array();
  for (const PortInfo& port : info.ports) {
    (port.direction == PortDirection::output ? outputs : inputs).push_back(port_json(port));
  }
  for (const ParameterInfo& parameter : info.parameters) {
    parameters.push_back(parameter_json(parameter));
  }
  return {{"name", name},
          {"kind", trackloom::kind_text(info.kind)},
          {"doc", info.doc},
          {"copies", info.copies},
          {"concurrency", concurrency_text(info.concurrency)},
          {"inputs", std::move(inputs)},
          {"outputs", std::move(outputs)},
          {"parameters", std::move(parameters)}};
}
