// Stages are taken side by side in topological order. A stage's key is made of what it is and of
// the merged outputs that it reads; a key that is known already names a stage to share.
#include "comparing/merge.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "comparing/document.hpp"
#include "trackloom/catalog.hpp"

namespace comparing {
namespace {

using nlohmann::ordered_json;
using trackloom::ParameterInfo;
using trackloom::PlannedStage;
using trackloom::PortDirection;

bool is_output(const trackloom::PortInfo& port) {
  return port.direction == PortDirection::output;
}

bool reads_source_port(const trackloom::Plan& plan, const std::string& port) {
  const PlannedStage& source = plan.stages[0];
  for (std::size_t p = 0; p < source.slots.size(); ++p) {
    if (source.info->ports[p].name != port) continue;
    for (std::size_t i = 1; i < plan.stages.size(); ++i) {
      const auto& slots = plan.stages[i].slots;
      if (std::find(slots.begin(), slots.end(), source.slots[p]) != slots.end()) return true;
    }
    return false;
  }
  return true;  // no such port: the parameter means something else
}

// Whether a parameter of the source can change what the side sees.
bool matters(const Side& side, const ParameterInfo& parameter) {
  return parameter.type != trackloom::ParameterType::boolean ||
         reads_source_port(*side.plan, parameter.name);
}

// The source of a group: the values that matter to one of its sides, and the others.
struct GroupSource {
  const PlannedStage* stage = nullptr;
  std::map<std::string, trackloom::ParameterValue> fixed, free;

  bool accept(const Side& side) {
    const PlannedStage& source = side.plan->stages[0];
    if (stage && (stage->use != source.use || stage->plugin != source.plugin)) return false;
    for (const ParameterInfo& parameter : source.info->parameters) {
      const auto known = fixed.find(parameter.name);
      if (known != fixed.end() && matters(side, parameter) &&
          known->second != parameter_of(source, parameter.name)) {
        return false;
      }
    }
    stage = stage ? stage : &source;
    for (const ParameterInfo& parameter : source.info->parameters) {
      auto& values = matters(side, parameter) ? fixed : free;
      values.try_emplace(parameter.name, parameter_of(source, parameter.name));
    }
    return true;
  }
  trackloom::ParameterSet parameters() const {
    trackloom::ParameterSet set;
    for (const ParameterInfo& parameter : stage->info->parameters) {
      const auto known = fixed.find(parameter.name);
      const auto& value = known != fixed.end() ? known->second : free.at(parameter.name);
      if (value != parameter.default_value || parameter.required) {
        set.push_back({parameter.name, value});
      }
    }
    return set;
  }
};

class Merger {
 public:
  Merger(const std::vector<Side>& sides, std::vector<std::size_t> members, GroupSource source,
         std::filesystem::path output)
      : sides_(sides), source_(std::move(source)), output_(std::move(output)) {
    merged_.sides = std::move(members);
  }

  Merged run() {
    for (const std::size_t s : merged_.sides) add_side(s);
    name_stages();
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      merged_.stages.push_back({names_[i], entries_[i].stage->use, entries_[i].sides,
                                entries_[i].side_names, entries_[i].work});
    }
    write_stages();
    write_particle_sinks();
    write_agreements();
    merged_.document = document_.text(sides_[merged_.sides[0]].plan->run);
    return std::move(merged_);
  }

 private:
  struct Output {
    std::size_t entry = 0, port = 0;
  };
  struct Entry {
    const PlannedStage* stage = nullptr;
    std::vector<std::size_t> sides;
    std::vector<std::string> side_names;
    std::vector<Output> inputs;  // by port; entry == none where not wired, unused for outputs
    std::string work;
  };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  void add_side(std::size_t s) {
    std::map<std::uint16_t, Output>& writer = writers_[s];
    for (const PlannedStage& stage : sides_[s].plan->stages) {
      Entry entry{&stage, {}, {}, std::vector<Output>(stage.slots.size(), Output{none, 0}), {}};
      std::string inputs;
      for (std::size_t p = 0; p < stage.slots.size(); ++p) {
        if (is_output(stage.info->ports[p])) continue;
        if (stage.slots[p] != trackloom::no_slot) entry.inputs[p] = writer.at(stage.slots[p]);
        inputs += "|" + std::to_string(entry.inputs[p].entry) + "." +
                  std::to_string(entry.inputs[p].port);
      }
      const std::string key = (is_source(stage) ? "source" : key_of(stage, true)) + inputs;
      entry.work = key_of(stage, false) + inputs;
      const auto [known, added] = by_key_.try_emplace(key, entries_.size());
      if (added) entries_.push_back(std::move(entry));
      entries_[known->second].sides.push_back(s);
      entries_[known->second].side_names.push_back(stage.name);
      for (std::size_t p = 0; p < stage.slots.size(); ++p) {
        if (is_output(stage.info->ports[p])) writer[stage.slots[p]] = {known->second, p};
      }
    }
  }

  static bool is_source(const PlannedStage& stage) {
    return stage.info->kind == trackloom::StageKind::source;
  }

  static std::string key_of(const PlannedStage& stage, bool with_output_paths) {
    std::string key = stage.plugin + "|" + stage.use;
    for (const ParameterInfo& parameter : stage.info->parameters) {
      const bool output = parameter.role == trackloom::ParameterRole::output_path;
      if (output && !with_output_paths) continue;
      key += "|" + to_json(parameter_of(stage, parameter.name)).dump();
    }
    key += "|" + std::to_string(static_cast<int>(stage.on_error)) + "," +
           std::to_string(stage.retries) + "," + std::to_string(stage.lanes) + "," +
           std::to_string(stage.concurrency);
    return key;
  }

  std::string unique(std::string name) {
    const std::string stem = name;
    for (int n = 2; !taken_.insert(name).second; ++n) name = stem + "-" + std::to_string(n);
    return name;
  }

  void name_stages() {
    for (const Entry& entry : entries_) {
      const bool shared = entry.sides.size() > 1 || sides_.size() == 1;
      const std::string prefix = shared ? "" : sides_[entry.sides[0]].label + "-";
      names_.push_back(unique(is_source(*entry.stage) ? "source" : prefix + entry.stage->name));
    }
  }

  std::string reference(const Output& output) const {
    return names_[output.entry] + "." + entries_[output.entry].stage->info->ports[output.port].name;
  }

  void write_stages() {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const Entry& entry = entries_[i];
      const PlannedStage& stage = *entry.stage;
      if (is_source(stage)) {
        document_.source(stage, source_.parameters());
        continue;
      }
      ordered_json in = ordered_json::object();
      for (std::size_t p = 0; p < stage.slots.size(); ++p) {
        const trackloom::PortInfo& port = stage.info->ports[p];
        if (is_output(port)) continue;
        in[port.name] = entry.inputs[p].entry == none ? ordered_json()
                                                      : ordered_json(reference(entry.inputs[p]));
      }
      document_.stage(names_[i], stage, std::move(in));
    }
  }

  // What evaluation.summary reads besides tracks; without it the ports bind by type.
  ordered_json truth_wires(std::size_t s) const {
    ordered_json in = ordered_json::object();
    const Side& side = sides_[s];
    if (!side.summary) return in;
    const PlannedStage& summary = side.plan->stages[*side.summary];
    for (std::size_t p = 0; p < summary.slots.size(); ++p) {
      const std::string& name = summary.info->ports[p].name;
      if (name != "tracks") in[name] = reference(writers_.at(s).at(summary.slots[p]));
    }
    return in;
  }

  void write_particle_sinks() {
    for (const std::size_t s : merged_.sides) {
      ordered_json in = truth_wires(s);
      in["tracks"] = reference(writers_[s].at(sides_[s].tracks));
      merged_.particle_sinks.push_back(unique(sides_[s].label + "-particles"));
      document_.sink(merged_.particle_sinks.back(), "evaluation.particles",
                     {{"folder", (output_ / sides_[s].label).string()},
                      {"min_track_hits", static_cast<int>(sides_[0].definitions.min_track_hits)}},
                     std::move(in));
    }
  }

  void write_agreements() {
    const std::size_t first = merged_.sides[0];
    for (const std::size_t s : merged_.sides) {
      if (s == first || truth_wires(s) != truth_wires(first)) continue;
      bool any = false;
      for (const EdgeResult& a : sides_[first].edges) {
        for (const EdgeResult& b : sides_[s].edges) {
          if (a.sink != b.sink) continue;
          add_agreement(first, s, &a, &b);
          any = true;
        }
      }
      if (!any) add_agreement(first, s, nullptr, nullptr);
    }
  }

  void add_agreement(std::size_t first, std::size_t s, const EdgeResult* a, const EdgeResult* b) {
    ordered_json in = truth_wires(first);
    in["tracks_a"] = reference(writers_[first].at(sides_[first].tracks));
    in["tracks_b"] = reference(writers_[s].at(sides_[s].tracks));
    const auto wire = [&](std::size_t side, std::uint16_t slot) {
      return slot == trackloom::no_slot ? ordered_json()
                                        : ordered_json(reference(writers_[side].at(slot)));
    };
    in["graph_a"] = a ? wire(first, a->graph) : ordered_json();
    in["scores_a"] = a ? wire(first, a->scores) : ordered_json();
    in["graph_b"] = b ? wire(s, b->graph) : ordered_json();
    in["scores_b"] = b ? wire(s, b->scores) : ordered_json();
    const std::string edges = a ? a->sink : "";
    const std::string name = unique(sides_[s].label + (a ? "-agreement-" + edges : "-agreement"));
    merged_.agreements.push_back({s, edges, name});
    document_.sink(name, "evaluation.agreement",
                   {{"cut_a", a ? a->cut : 0.5}, {"cut_b", b ? b->cut : 0.5}}, std::move(in));
  }

  const std::vector<Side>& sides_;
  GroupSource source_;
  std::filesystem::path output_;
  Merged merged_;
  std::vector<Entry> entries_;
  std::vector<std::string> names_;
  std::set<std::string> taken_;
  std::map<std::string, std::size_t> by_key_;
  std::map<std::size_t, std::map<std::uint16_t, Output>> writers_;  // by side: slot -> output
  MergedDocument document_;
};

std::string files_of(const PlannedStage& source) {
  std::string files;
  for (const ParameterInfo& parameter : source.info->parameters) {
    if (parameter.role != trackloom::ParameterRole::input_file &&
        parameter.role != trackloom::ParameterRole::input_path) {
      continue;
    }
    files += (files.empty() ? "" : ", ") + parameter.name + " " +
             trackloom::value_text(parameter_of(source, parameter.name));
  }
  return files;
}

// Found before an event is read; that the events are the same is checked again afterwards.
void check_sources(const std::vector<Side>& sides) {
  const PlannedStage& first = sides[0].plan->stages[0];
  for (const Side& side : sides) {
    const PlannedStage& source = side.plan->stages[0];
    if (source.use != first.use) {
      throw std::runtime_error("the sides read events with different sources: " + sides[0].label +
                               " with " + first.use + ", " + side.label + " with " + source.use);
    }
    if (files_of(source) != files_of(first)) {
      throw std::runtime_error("the sides read different events: " + sides[0].label + " has " +
                               files_of(first) + ", " + side.label + " has " + files_of(source) +
                               "; let both take ${input} and give --input");
    }
  }
}

void check_plugins(const std::vector<Side>& sides) {
  std::map<std::string, std::string> file_of;
  for (const Side& side : sides) {
    for (const PlannedStage& stage : side.plan->stages) {
      const std::string plugin = stage.use.substr(0, stage.use.find('.'));
      const auto [known, added] = file_of.try_emplace(plugin, stage.plugin);
      if (added || known->second == stage.plugin) continue;
      throw std::runtime_error("plugin " + plugin + " would come from two files, " + known->second +
                               " and " + stage.plugin + " (" + side.label +
                               "); run both sides with one --plugin-path");
    }
  }
}

}  // namespace

std::vector<Merged> merge(const std::vector<Side>& sides, const std::filesystem::path& output) {
  check_sources(sides);
  check_plugins(sides);
  std::vector<GroupSource> sources;
  std::vector<std::vector<std::size_t>> members;
  for (std::size_t s = 0; s < sides.size(); ++s) {
    std::size_t group = 0;
    while (group < sources.size() && !sources[group].accept(sides[s])) ++group;
    if (group == sources.size()) {
      sources.emplace_back().accept(sides[s]);
      members.emplace_back();
    }
    members[group].push_back(s);
  }
  std::vector<Merged> groups;
  for (std::size_t g = 0; g < sources.size(); ++g) {
    groups.push_back(Merger(sides, members[g], sources[g], output).run());
  }
  return groups;
}

}  // namespace comparing
