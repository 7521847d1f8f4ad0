#include "comparing/side.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string_view>

namespace comparing {
namespace {

using trackloom::ParameterValue;
using trackloom::PlannedStage;
using trackloom::PortDirection;

// Slot of the stage's first input port of a product type; no_slot without.
std::uint16_t input_slot(const PlannedStage& stage, std::string_view type) {
  for (std::size_t p = 0; p < stage.slots.size(); ++p) {
    const trackloom::PortInfo& port = stage.info->ports[p];
    if (port.direction != PortDirection::output && type == port.ops->key.name) {
      return stage.slots[p];
    }
  }
  return trackloom::no_slot;
}

double number(const PlannedStage& stage, const char* name) {
  const ParameterValue value = parameter_of(stage, name);
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return static_cast<double>(*integer);
  }
  return std::get<double>(value);
}

// Indices of the sinks that read tracks, only those of a kind unless it is empty.
std::vector<std::size_t> track_sinks(const Side& side, std::string_view use) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < side.plan->stages.size(); ++i) {
    const PlannedStage& stage = side.plan->stages[i];
    if (stage.info->kind != trackloom::StageKind::sink || (!use.empty() && stage.use != use) ||
        input_slot(stage, "event_data.tracks") == trackloom::no_slot) {
      continue;
    }
    found.push_back(i);
  }
  return found;
}

// The sink whose tracks count.
std::size_t choose_sink(const Side& side) {
  const auto& stages = side.plan->stages;
  for (const char* use : {"evaluation.summary", "trackml.submission", ""}) {
    const std::vector<std::size_t> sinks = track_sinks(side, use);
    std::set<std::uint16_t> slots;
    std::string names;
    for (const std::size_t i : sinks) {
      slots.insert(input_slot(stages[i], "event_data.tracks"));
      names += (names.empty() ? "" : ", ") + stages[i].name;
    }
    if (slots.size() == 1) return sinks[0];
    for (const std::size_t i : sinks) {
      if (stages[i].name == "physics") return i;
    }
    if (!slots.empty() && *use == '\0') {
      throw std::runtime_error(side.label + ": the sinks " + names +
                               " read different tracks; call the evaluation.summary of the tracks "
                               "to compare `physics`");
    }
  }
  throw std::runtime_error(side.label +
                           ": no sink reads tracks, so there is nothing to compare; add sinks: "
                           "[{name: physics, use: evaluation.summary}]");
}

}  // namespace

std::string make_label(const std::string& text, const std::vector<std::string>& taken) {
  std::string label = std::filesystem::path(text).stem().string();
  for (char& c : label) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c != '-') c = '-';
  }
  if (label.empty()) label = "side";
  const std::string stem = label;
  for (int n = 2; std::find(taken.begin(), taken.end(), label) != taken.end(); ++n) {
    label = stem + '-' + std::to_string(n);
  }
  return label;
}

ParameterValue parameter_of(const PlannedStage& stage, const std::string& name) {
  for (const trackloom::NamedValue& given : stage.parameters) {
    if (given.name == name) return given.value;
  }
  const auto& all = stage.info->parameters;
  return std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.name == name; })
      ->default_value;
}

void find_results(Side& side) {
  const auto& stages = side.plan->stages;
  const std::size_t sink = choose_sink(side);
  side.tracks = input_slot(stages[sink], "event_data.tracks");
  if (stages[sink].use == "evaluation.summary") {
    side.summary = sink;
    Definitions& d = side.definitions;
    d.min_track_hits = number(stages[sink], "min_track_hits");
    d.min_particle_hits = number(stages[sink], "min_particle_hits");
    d.max_abs_eta = number(stages[sink], "max_abs_eta");
    d.table_pt = number(stages[sink], "table_pt");
    d.prompt_radius = number(stages[sink], "prompt_radius");
  }
  for (const PlannedStage& stage : stages) {
    if (stage.use != "evaluation.edges") continue;
    const std::uint16_t graph = input_slot(stage, "event_data.graph");
    if (graph == trackloom::no_slot) continue;
    side.edges.push_back(
        {stage.name, graph, input_slot(stage, "event_data.scores"), number(stage, "score_cut")});
  }
}

}  // namespace comparing
