#include "starter_pipeline.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "plan_edges.hpp"
#include "trackloom/catalog.hpp"

namespace {

using trackloom::ParameterInfo;
using trackloom::ParameterValue;
using trackloom::Plan;
using trackloom::PlannedStage;
using trackloom::PortDirection;
using trackloom::StageKind;

constexpr std::size_t columns = 100;

// Comment lines of at most so many columns.
std::string comment(const std::string& text, const std::string& indent) {
  std::string out, line;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (!line.empty() && indent.size() + 3 + line.size() + word.size() > columns) {
      out += indent + "# " + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return line.empty() ? out : out + indent + "# " + line + "\n";
}

// JSON's numbers, texts and lists are YAML; `$` is doubled where it would begin a variable.
std::string text_value(std::string text, const Places& places) {
  const auto replace_front = [&](const std::string& path, const char* variable) {
    const bool whole = !path.empty() && text.starts_with(path) &&
                       (text.size() == path.size() || text[path.size()] == '/');
    if (whole) text = variable + text.substr(path.size());
    return whole;
  };
  if (!replace_front(places.output, "${output}") && !replace_front(places.input, "${input}") &&
      !replace_front(places.share, "${share}")) {
    for (std::size_t at = 0; (at = text.find("${", at)) != std::string::npos; at += 3)
      text.insert(at, "$");
  }
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string yaml_value(const ParameterValue& value, const Places& places) {
  if (const auto* text = std::get_if<std::string>(&value)) return text_value(*text, places);
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    std::string out;
    for (const auto& text : *list) out += (out.empty() ? "" : ", ") + text_value(text, places);
    return "[" + out + "]";
  }
  return trackloom::value_text(value);
}

std::string parameters(const PlannedStage& stage, const Places& places, const std::string& indent) {
  if (stage.info->parameters.empty()) return {};
  std::string out;
  bool any = false;
  for (const ParameterInfo& info : stage.info->parameters) {
    const auto given = std::find_if(stage.parameters.begin(), stage.parameters.end(),
                                    [&](const auto& named) { return named.name == info.name; });
    const bool set = given != stage.parameters.end();
    any = any || set;
    out += comment(trackloom::parameter_text(info), indent + "  ");
    out += indent + (set ? "  " : "  # ") + info.name + ": " +
           yaml_value(set ? given->value : info.default_value, places) + "\n";
  }
  return indent + (any ? "params:\n" : "# params:   # none is set\n") + out;
}

std::size_t makers_of(const Plan& plan, const std::string& type) {
  return static_cast<std::size_t>(
      std::count_if(plan.slots.begin(), plan.slots.end(),
                    [&](const auto* ops) { return ops->key.name == type; }));
}

// Where two stages make a type, the pipeline says which is meant.
std::string wires(const Plan& plan, std::size_t i) {
  const PlannedStage& stage = plan.stages[i];
  std::string out;
  for (std::size_t p = 0; p < stage.slots.size(); ++p) {
    const trackloom::PortInfo& port = stage.info->ports[p];
    const bool open = stage.slots[p] == trackloom::no_slot;
    const std::size_t makers = makers_of(plan, port.ops->key.name);
    if (port.direction == PortDirection::output || makers < (open ? 1U : 2U)) continue;
    out += (out.empty() ? "" : ", ") + port.name + ": " +
           (open ? "null" : plan.slot_names[stage.slots[p]]);
  }
  return out;
}

std::string entry(const Plan& plan, std::size_t i, const Places& places) {
  const PlannedStage& stage = plan.stages[i];
  std::string out = "\n" + comment(stage.info->doc, "  ") + "  - name: " + stage.name +
                    "\n    use: " + stage.use + "\n";
  if (const std::string in = wires(plan, i); !in.empty()) out += "    in: {" + in + "}\n";
  if (stage.info->kind == StageKind::async_stage)
    out += "    lanes: " + std::to_string(stage.lanes) + "\n";
  if (stage.concurrency > 0) out += "    concurrency: " + std::to_string(stage.concurrency) + "\n";
  return out + parameters(stage, places, "    ");
}

}  // namespace

std::string starter_pipeline(const Plan& plan, const std::string& name, const std::string& from,
                             const Places& places) {
  std::string out =
      "# " + name + ": made by `trackloom init` from " + from +
      ".\n"
      "#\n"
      "#   trackloom check FILE             every mistake at once\n"
      "#   trackloom explain FILE           what it does, in words\n"
      "#   trackloom run FILE --input DATA --output out\n"
      "#\n"
      "# Lines that are commented out show a parameter with its default. ${share} is the shipped "
      "data,\n"
      "# ${input} is --input, ${output} is --output. Stages run in the order that follows from "
      "what they\n"
      "# read; `in` says which product is meant where several stages make one of a type.\n"
      "pipeline: " +
      name +
      "\n\n"
      "run:\n"
      "  threads: auto        # worker threads\n"
      "  in_flight: auto      # events under way at once: threads + lanes + 2\n"
      "  on_error: skip       # a failed event is left out; or abort, or retry N\n"
      "  max_failures: 1%     # of all events; or a number\n\n";
  out += comment(plan.stages[0].info->doc, "") + "source:\n  use: " + plan.stages[0].use + "\n" +
         parameters(plan.stages[0], places, "  ");
  for (const bool sinks : {false, true}) {
    out += sinks ? "\nsinks:\n" : "\nstages:\n";
    for (std::size_t i = 1; i < plan.stages.size(); ++i) {
      if ((plan.stages[i].info->kind == StageKind::sink) == sinks) out += entry(plan, i, places);
    }
  }
  return out;
}
