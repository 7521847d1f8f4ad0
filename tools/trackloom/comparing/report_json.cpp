#include <cmath>
#include <nlohmann/json.hpp>

#include "comparing/report.hpp"

namespace comparing {
namespace {

using nlohmann::ordered_json;

// JSON has no NaN and no infinity: null.
ordered_json real(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json();
}

ordered_json range_json(const Range& range) {
  return {real(range.low), real(range.high)};
}

ordered_json figure_json(const Figure& figure) {
  const Difference& d = figure.difference;
  ordered_json json = {{"name", figure.name},
                       {"title", figure.title},
                       {"unit", figure.unit},
                       {"good", figure.good == Better::higher ? "higher" : "lower"},
                       {"a", real(d.a)},
                       {"b", real(d.b)},
                       {"difference", real(d.difference)},
                       {"interval", range_json(figure.verdict.interval)},
                       {"interval_over_items", range_json(d.items)},
                       {"interval_over_repetitions", range_json(d.over_events)},
                       {"repetitions", d.events}};
  if (d.paired) {
    json["only_a"] = d.only_a;
    json["only_b"] = d.only_b;
    json["p_value"] = d.p_value;
  }
  json["verdict"] = outcome_word(figure.verdict.outcome);
  json["identical"] = figure.verdict.outcome == Outcome::identical;
  if (figure.verdict.outcome == Outcome::not_distinguishable) {
    json["repetitions_needed"] = real(figure.verdict.events_needed);
  }
  return json;
}

ordered_json curve_json(const RatioCurve& curve) {
  ordered_json bins = ordered_json::array();
  for (const RatioBin& bin : curve.bins) {
    bins.push_back({{"low", bin.low},
                    {"high", real(bin.high)},
                    {"particles", bin.total},
                    {"both", bin.both},
                    {"only_a", bin.only_a},
                    {"only_b", bin.only_b},
                    {"ratio", real(bin.ratio.value)},
                    {"interval", range_json(bin.ratio.interval)}});
  }
  return {{"name", curve.name}, {"title", curve.title}, {"bins", std::move(bins)}};
}

ordered_json pairing_json(const Result& result, const Pairing& pairing) {
  ordered_json figures = ordered_json::array();
  for (const Figure& figure : pairing.physics.figures) figures.push_back(figure_json(figure));
  for (const Figure& figure : pairing.times) figures.push_back(figure_json(figure));
  ordered_json stages = ordered_json::array();
  for (const StageTime& stage : pairing.stages) {
    ordered_json json = {{"name", stage.name},
                         {"stage", stage.use},
                         {"shared", stage.shared},
                         {"same_work", stage.same_work}};
    json["a_ms"] = stage.a_ms ? ordered_json(*stage.a_ms) : ordered_json();
    json["b_ms"] = stage.b_ms ? ordered_json(*stage.b_ms) : ordered_json();
    if (!stage.figure.name.empty()) json["figure"] = figure_json(stage.figure);
    stages.push_back(std::move(json));
  }
  ordered_json curves = ordered_json::array();
  for (const RatioCurve& curve : pairing.physics.curves) curves.push_back(curve_json(curve));
  ordered_json agreements = ordered_json::array();
  for (const AgreementResult& agreement : pairing.agreements) {
    ordered_json json = {{"edges", agreement.edges}};
    for (const auto& [name, value] : agreement.figures) json[name] = value;
    agreements.push_back(std::move(json));
  }
  return {{"a", result.sides[0].label},
          {"b", result.sides[pairing.side].label},
          {"events_with_truth", pairing.physics.events},
          {"figures", std::move(figures)},
          {"stages", std::move(stages)},
          {"efficiency_ratio", std::move(curves)},
          {"agreement", std::move(agreements)},
          {"found_by_a_only", pairing.physics.only_a.size()},
          {"found_by_b_only", pairing.physics.only_b.size()}};
}

ordered_json timing_json(const Result& result, const Timing& timing) {
  ordered_json sides = ordered_json::array();
  for (std::size_t s = 0; s < result.sides.size(); ++s) {
    sides.push_back({{"label", result.sides[s].label},
                     {"warm_up_ms", timing.warm_up_ms[s]},
                     {"wall_ms", timing.wall_ms[s]}});
  }
  return {{"rounds", timing.rounds}, {"sides", std::move(sides)}, {"notes", timing.notes}};
}

}  // namespace

std::string to_json(const Result& result) {
  ordered_json json;
  json["confidence"] = result.confidence;
  json["sides"] = ordered_json::array();
  for (const SideSummary& side : result.sides) {
    json["sides"].push_back({{"label", side.label},
                             {"file", side.file},
                             {"variants", side.variants},
                             {"pipeline", side.pipeline},
                             {"config_hash", side.config_hash}});
  }
  json["events"] = result.events;
  json["lost_events"] = result.lost;
  json["runs"] = result.groups;
  json["threads"] = result.threads;
  json["in_flight"] = result.in_flight;
  json["shared"] = ordered_json::array();
  for (const MergedStage& stage : result.shared) {
    ordered_json labels = ordered_json::array();
    for (const std::size_t s : stage.sides) labels.push_back(result.sides[s].label);
    json["shared"].push_back(
        {{"name", stage.name}, {"stage", stage.use}, {"sides", std::move(labels)}});
  }
  const Definitions& d = result.definitions;
  json["definitions"] = {{"min_track_hits", d.min_track_hits},
                         {"min_particle_hits", d.min_particle_hits},
                         {"max_abs_eta", d.max_abs_eta},
                         {"table_pt", d.table_pt},
                         {"prompt_radius", d.prompt_radius}};
  json["comparisons"] = ordered_json::array();
  for (const Pairing& pairing : result.pairings) {
    json["comparisons"].push_back(pairing_json(result, pairing));
  }
  if (result.timing) json["timing"] = timing_json(result, *result.timing);
  json["notes"] = result.notes;
  json["files"] = result.files;
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace comparing
