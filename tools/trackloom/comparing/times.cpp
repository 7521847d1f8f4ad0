#include "comparing/times.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>
#include <stdexcept>

namespace comparing {
namespace {

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

Figure time_figure(std::string name, std::string title, const std::vector<double>& a,
                   const std::vector<double>& b, double confidence) {
  Figure figure{std::move(name),
                std::move(title),
                "ms",
                Better::lower,
                mean_difference(a, b, {}, confidence),
                {}};
  figure.verdict = judge(figure.difference, figure.good, confidence);
  return figure;
}

// The stages of one side by its own names, without what the comparison added.
std::map<std::string, const MergedStage*> stages_of(std::size_t side, const Merged& merged) {
  std::map<std::string, const MergedStage*> stages;
  for (const MergedStage& stage : merged.stages) {
    for (std::size_t i = 0; i < stage.sides.size(); ++i) {
      if (stage.sides[i] == side) stages.emplace(stage.names[i], &stage);
    }
  }
  return stages;
}

// Sides that do the same work take the same time, whatever was measured.
void judge_same_work(Pairing& pairing) {
  const bool same = std::all_of(pairing.stages.begin(), pairing.stages.end(),
                                [](const StageTime& stage) { return stage.same_work; });
  if (!same) return;
  for (Figure& figure : pairing.times) {
    if (figure.verdict.outcome == Outcome::unknown) continue;
    figure.verdict.outcome = Outcome::not_distinguishable;
    figure.verdict.events_needed = std::numeric_limits<double>::infinity();
  }
}

// Values of two maps for the keys that both have.
void paired(const std::map<std::uint64_t, double>& a, const std::map<std::uint64_t, double>& b,
            std::vector<double>& out_a, std::vector<double>& out_b) {
  for (const auto& [event, value] : a) {
    const auto other = b.find(event);
    if (other == b.end()) continue;
    out_a.push_back(value);
    out_b.push_back(other->second);
  }
}

}  // namespace

EventTimes read_trace(const std::filesystem::path& file) {
  std::ifstream in(file);
  const auto json = nlohmann::json::parse(in, nullptr, false);
  if (!json.is_object() || !json.contains("traceEvents")) {
    throw std::runtime_error(file.string() + ": is no trace");
  }
  EventTimes times;
  for (const auto& slice : json["traceEvents"]) {
    const std::string kind = slice.value("cat", "");
    if (kind != "stage" && kind != "device") continue;
    times[slice["name"].get<std::string>()][slice["args"]["event"].get<std::uint64_t>()] +=
        slice["dur"].get<double>() * 1e-3;
  }
  return times;
}

void compare_event_times(Pairing& pairing, std::size_t a, std::size_t b, const Merged& merged_a,
                         const EventTimes& times_a, const Merged& merged_b,
                         const EventTimes& times_b, double confidence) {
  const auto stages_a = stages_of(a, merged_a), stages_b = stages_of(b, merged_b);
  std::map<std::uint64_t, double> busy_a, busy_b;
  const auto per_event = [](const EventTimes& times, const MergedStage& stage,
                            std::map<std::uint64_t, double>& busy) {
    static const std::map<std::uint64_t, double> nothing;
    const auto found = times.find(stage.name);
    const auto& values = found == times.end() ? nothing : found->second;
    for (const auto& [event, ms] : values) busy[event] += ms;
    return values;
  };
  const auto mean_of = [](const std::map<std::uint64_t, double>& values) {
    double sum = 0;
    for (const auto& [event, ms] : values) sum += ms;
    return values.empty() ? 0.0 : sum / static_cast<double>(values.size());
  };
  for (const auto& [name, stage] : stages_a) {
    const auto values_a = per_event(times_a, *stage, busy_a);
    StageTime time{name, stage->use, false, false, mean_of(values_a), std::nullopt, {}};
    const auto other = stages_b.find(name);
    if (other != stages_b.end() && other->second->use == stage->use) {
      const auto values_b = per_event(times_b, *other->second, busy_b);
      time.b_ms = mean_of(values_b);
      time.shared = other->second == stage;
      time.same_work =
          time.shared || (&merged_a == &merged_b && other->second->work == stage->work);
      std::vector<double> x, y;
      paired(values_a, values_b, x, y);
      if (!time.same_work && !x.empty()) {
        time.figure = time_figure("time_" + name, "time of " + name, x, y, confidence);
      }
    }
    pairing.stages.push_back(std::move(time));
  }
  for (const auto& [name, stage] : stages_b) {
    const auto other = stages_a.find(name);
    if (other != stages_a.end() && other->second->use == stage->use) continue;
    const auto values = per_event(times_b, *stage, busy_b);
    pairing.stages.push_back({name, stage->use, false, false, std::nullopt, mean_of(values), {}});
  }
  std::vector<double> x, y;
  paired(busy_a, busy_b, x, y);
  if (x.empty()) return;
  pairing.times.push_back(
      time_figure("busy_time", "time of all stages per event", x, y, confidence));
  judge_same_work(pairing);
}

Timing run_by_turns(std::size_t sides, std::size_t rounds, const std::vector<std::string>& labels,
                    const std::function<trackloom::RunReport(std::size_t side)>& run) {
  Timing timing;
  timing.rounds = rounds;
  timing.wall_ms.resize(sides);
  timing.stage_ms.resize(sides);
  for (std::size_t round = 0; round <= rounds; ++round) {
    for (std::size_t s = 0; s < sides; ++s) {
      const trackloom::RunReport report = run(s);
      if (report.exit != trackloom::ExitCode::done) {
        throw std::runtime_error(labels[s] + ": a run by turns failed: " + report.message);
      }
      const double wall =
          report.wall_s * 1e3 / static_cast<double>(std::max<std::uint64_t>(1, report.read));
      if (round == 0) {
        timing.warm_up_ms.push_back(wall);
        continue;
      }
      timing.wall_ms[s].push_back(wall);
      for (const trackloom::StageReport& stage : report.stages) {
        timing.stage_ms[s][stage.name].push_back(stage.mean_ms);
      }
    }
  }
  for (std::size_t s = 0; s < sides; ++s) {
    for (const std::size_t round : outliers(timing.wall_ms[s])) {
      char text[160];
      std::snprintf(text, sizeof text,
                    ": round %zu took %.1f ms per event, far from the others (kept; run again on a "
                    "quieter machine if it decides a verdict)",
                    round + 1, timing.wall_ms[s][round]);
      timing.notes.push_back(labels[s] + text);
    }
  }
  return timing;
}

void compare_rounds(Pairing& pairing, std::size_t a, std::size_t b, const Timing& timing,
                    double confidence) {
  pairing.times = {time_figure("wall_time", "wall time per event, runs by turns", timing.wall_ms[a],
                               timing.wall_ms[b], confidence)};
  for (StageTime& stage : pairing.stages) {
    const auto x = timing.stage_ms[a].find(stage.name), y = timing.stage_ms[b].find(stage.name);
    if (x != timing.stage_ms[a].end()) stage.a_ms = mean(x->second);
    if (y != timing.stage_ms[b].end()) stage.b_ms = mean(y->second);
    stage.figure = {};
    if (stage.a_ms && stage.b_ms && !stage.same_work) {
      stage.figure = time_figure("time_" + stage.name, "time of " + stage.name, x->second,
                                 y->second, confidence);
    }
  }
  judge_same_work(pairing);
}

}  // namespace comparing
