#include "display_wiring.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace {

using trackloom::Plan;
using trackloom::PlannedStage;
using trackloom::PortDirection;
using trackloom::StageKind;

constexpr const char* tracks_type = "event_data.tracks";
constexpr const char* parameters_type = "event_data.track_parameters";
constexpr const char* graph_type = "event_data.graph";
constexpr const char* scores_type = "event_data.scores";
constexpr std::size_t most_graphs = 2;  // ports of display.event

// The slot of a stage's first port of a type and direction (optional inputs count as inputs).
std::optional<std::uint16_t> slot_of(const Plan& plan, const PlannedStage& stage,
                                     const std::string& type, bool output) {
  if (stage.info == nullptr) return std::nullopt;
  for (std::size_t p = 0; p < stage.slots.size(); ++p) {
    const bool is_output = stage.info->ports[p].direction == PortDirection::output;
    if (is_output != output || stage.slots[p] == trackloom::no_slot) continue;
    if (plan.slots[stage.slots[p]]->key.name == type) return stage.slots[p];
  }
  return std::nullopt;
}

std::uint16_t find_tracks(const Plan& plan, const std::string& tracks_of) {
  std::optional<std::uint16_t> last;
  std::string makers;
  for (const PlannedStage& stage : plan.stages) {
    const auto made = slot_of(plan, stage, tracks_type, true);
    if (!made) continue;
    if (stage.name == tracks_of) return *made;
    makers += (makers.empty() ? "" : ", ") + stage.name;
    last = made;
  }
  if (!last) throw std::runtime_error("the pipeline makes no tracks: there is nothing to display");
  if (!tracks_of.empty()) {
    throw std::runtime_error("the stage '" + tracks_of +
                             "' makes no tracks; stages that do: " + makers);
  }
  for (const PlannedStage& stage : plan.stages) {
    if (stage.info == nullptr || stage.info->kind != StageKind::sink) continue;
    if (const auto read = slot_of(plan, stage, tracks_type, false)) return *read;
  }
  return *last;
}

// Parameters that a stage has made together with these tracks, or from them.
std::string find_parameters(const Plan& plan, std::uint16_t tracks) {
  for (const PlannedStage& stage : plan.stages) {
    const auto made = slot_of(plan, stage, parameters_type, true);
    if (!made) continue;
    if (slot_of(plan, stage, tracks_type, true) == tracks ||
        slot_of(plan, stage, tracks_type, false) == tracks) {
      return plan.slot_names[*made];
    }
  }
  return {};
}

}  // namespace

DisplayWiring display_wiring(const Plan& plan, const std::string& tracks_of) {
  DisplayWiring wiring;
  const std::uint16_t tracks = find_tracks(plan, tracks_of);
  wiring.tracks = plan.slot_names[tracks];
  wiring.parameters = find_parameters(plan, tracks);
  const auto add = [&](std::uint16_t graph, const std::string& scores) {
    const std::string& name = plan.slot_names[graph];
    const auto same = [&](const auto& g) { return g.graph == name && g.scores == scores; };
    if (std::any_of(wiring.graphs.begin(), wiring.graphs.end(), same)) return;
    if (wiring.graphs.size() < most_graphs) {
      wiring.graphs.push_back({name, scores, name.substr(0, name.find('.'))});
    }
  };
  std::optional<std::uint16_t> last;
  for (const PlannedStage& stage : plan.stages) {
    if (const auto made = slot_of(plan, stage, graph_type, true)) last = made;
    const auto graph = slot_of(plan, stage, graph_type, false);
    const auto scores = slot_of(plan, stage, scores_type, false);
    if (graph && scores && slot_of(plan, stage, tracks_type, true)) {
      add(*graph, plan.slot_names[*scores]);
    }
  }
  if (wiring.graphs.empty() && last) add(*last, {});
  return wiring;
}
