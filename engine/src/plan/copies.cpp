#include <algorithm>

#include "trackloom/plan.hpp"
#include "trackloom/stage.hpp"

namespace trackloom {

std::string copies_of(const PlannedStage& stage) {
  std::string text = stage.info->copies;
  for (const ParameterInfo& parameter : stage.info->parameters) {
    if (parameter.copies.empty()) continue;
    const auto given = std::ranges::find(stage.parameters, parameter.name, &NamedValue::name);
    const ParameterValue& value =
        given == stage.parameters.end() ? parameter.default_value : given->value;
    if (value != ParameterValue(parameter.copying_choice)) continue;
    text += (text.empty() ? "" : ", ") + parameter.copies;
  }
  return text;
}

}  // namespace trackloom
