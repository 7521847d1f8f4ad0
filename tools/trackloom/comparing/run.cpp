#include "comparing/run.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "run_process.hpp"
#include "trackloom/output_file.hpp"

namespace comparing {
namespace {

using trackloom::ExitCode;

constexpr std::size_t few_events = 20;

void write_text(const std::filesystem::path& path, const std::string& text) {
  trackloom::OutputFile file(path);
  file.write(text);
  file.commit();
}

}  // namespace

trackloom::LoadOptions Run::load_options(const SideRequest& request,
                                         const std::string& label) const {
  PipelineOptions pipeline = options_.pipeline;
  pipeline.file = request.file;
  pipeline.variants = request.variants;
  pipeline.output = (std::filesystem::path(options_.pipeline.output) / label).string();
  trackloom::LoadOptions load = to_load_options(pipeline);
  if (options_.threads > 0) load.threads = options_.threads;
  if (options_.in_flight > 0) load.in_flight = options_.in_flight;
  return load;
}

std::filesystem::path Run::run_folder(std::size_t group) const {
  const std::string name = group == 0 ? "run" : "run_" + std::to_string(group + 1);
  return std::filesystem::path(options_.pipeline.output) / name;
}

ExitCode Run::load() {
  std::vector<std::string> labels{"run", "compare"};
  for (std::size_t i = 2; i <= requests_.size(); ++i) labels.push_back("run_" + std::to_string(i));
  bool good = true;
  for (const SideRequest& request : requests_) {
    Side side;
    side.file = request.file;
    side.variants = request.variants;
    side.label = make_label(request.variants.empty() ? request.file : request.variants[0], labels);
    labels.push_back(side.label);
    trackloom::Findings findings;
    side.plan = trackloom::load_plan(request.file, load_options(request, side.label), findings);
    print_findings(findings, stderr);
    good = good && side.plan != nullptr;
    sides_.push_back(std::move(side));
  }
  if (!good) return ExitCode::configuration;
  for (Side& side : sides_) find_results(side);
  groups_ = merge(sides_, options_.pipeline.output);
  return ExitCode::done;
}

trackloom::RunOptions Run::run_options(const Show& show) const {
  trackloom::RunOptions options;
  options.events = options_.events;
  options.skip = options_.skip;
  options.stop = &stop_;
  options.progress = show;
  const std::filesystem::path output = options_.pipeline.output;
  options.timeout = [output](const std::string& message) {
    // A hung stage cannot be joined: the process ends around it.
    std::fprintf(stderr, "\ntrackloom: timeout: %s\n", message.c_str());
    remove_partial_files({output});
    ::_exit(static_cast<int>(ExitCode::timeout));
  };
  return options;
}

ExitCode Run::execute_group(std::size_t group, const Show& show) {
  const std::filesystem::path folder = run_folder(group);
  const std::filesystem::path file = folder / "sides.yaml";
  write_text(file, groups_[group].document);
  trackloom::LoadOptions load = load_options({file, {}}, folder.filename());
  load.set.clear();  // applied when the sides were loaded
  load.variables.clear();
  load.source.clear();
  load.input_source.clear();
  // What the sides found on their own search path is found again.
  for (const Side& side : sides_) {
    for (const auto& stage : side.plan->stages) {
      const auto place = std::filesystem::path(stage.plugin).parent_path();
      const auto& path = load.plugin_path;
      if (std::find(path.begin(), path.end(), place) == path.end()) {
        load.plugin_path.push_back(place);
      }
    }
  }
  const trackloom::RunSettings& first = sides_[0].plan->run;
  if (!load.threads && first.threads > 0) load.threads = first.threads;
  if (!load.in_flight && first.in_flight > 0) load.in_flight = first.in_flight;
  trackloom::Findings findings;
  const auto plan = trackloom::load_plan(file, load, findings);
  if (plan == nullptr) {
    print_findings(findings, stderr);
    return ExitCode::configuration;
  }
  trackloom::RunOptions options = run_options(show);
  options.output = folder;
  options.trace = folder / "trace.json";
  {
    const ExitGuard guard({options_.pipeline.output});
    reports_.push_back(trackloom::run(*plan, options));
  }
  if (reports_.back().exit != ExitCode::done) {
    std::fprintf(stderr, "trackloom: error: %s\n", reports_.back().message.c_str());
    return reports_.back().exit;
  }
  times_.push_back(read_trace(options.trace));
  return ExitCode::done;
}

trackloom::RunReport Run::run_side(std::size_t side, const Show& show) {
  trackloom::Findings findings;
  const auto plan = trackloom::load_plan(
      requests_[side].file, load_options(requests_[side], sides_[side].label), findings);
  if (plan == nullptr) {
    print_findings(findings, stderr);
    throw std::runtime_error(sides_[side].label + ": the pipeline could not be loaded again");
  }
  trackloom::RunOptions options = run_options(show);
  options.output = std::filesystem::path(options_.pipeline.output) / sides_[side].label;
  const ExitGuard guard({options_.pipeline.output});
  return trackloom::run(*plan, options);
}

ExitCode Run::execute(const Show& show) {
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    if (const ExitCode code = execute_group(g, show); code != ExitCode::done) return code;
  }
  if (options_.rounds == 0) return ExitCode::done;
  std::vector<std::string> labels;
  for (Side& side : sides_) labels.push_back(side.label);
  timing_ = run_by_turns(sides_.size(), options_.rounds, labels,
                         [&](std::size_t side) { return run_side(side, show); });
  return ExitCode::done;
}

std::size_t Run::group_of(std::size_t side) const {
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const auto& members = groups_[g].sides;
    if (std::find(members.begin(), members.end(), side) != members.end()) return g;
  }
  throw std::logic_error("a side is in no group");
}

Pairing Run::pair(std::size_t side, const std::vector<Lists>& lists) const {
  Pairing pairing;
  pairing.side = side;
  pairing.physics =
      compare_physics(lists[0], lists[side], sides_[0].definitions, options_.confidence);
  const std::size_t a = group_of(0), b = group_of(side);
  compare_event_times(pairing, 0, side, groups_[a], times_[a], groups_[b], times_[b],
                      options_.confidence);
  if (timing_) compare_rounds(pairing, 0, side, *timing_, options_.confidence);
  for (const Merged::Agreement& agreement : groups_[a].agreements) {
    if (agreement.side != side) continue;
    AgreementResult result{agreement.edges, {}};
    const std::string prefix = agreement.sink + ".";
    for (const auto& [name, value] : reports_[a].metrics) {
      if (name.starts_with(prefix)) result.figures[name.substr(prefix.size())] = value;
    }
    pairing.agreements.push_back(std::move(result));
  }
  return pairing;
}

void Run::add_notes(Result& result) const {
  if (result.lost > 0) {
    result.notes.push_back(std::to_string(result.lost) +
                           " events failed or were skipped on a side and are left out for all; see "
                           "quarantine.jsonl");
  }
  const std::size_t paired = result.pairings[0].physics.events;
  if (paired == 0) {
    result.notes.push_back(
        "the events have no truth: only tracks and edges are compared with each other, and times");
  } else if (paired < few_events) {
    result.notes.push_back(
        "only " + std::to_string(paired) +
        (paired == 1 ? " event: the spread over events is not known"
                     : " events: the spread over events is known badly (20 or more are better)"));
  }
  if (groups_.size() > 1) {
    result.notes.push_back(
        "the sides read their source with different parameters, so that they could not share one "
        "run: no agreement of tracks and edges for sides of different runs");
  }
  if (!timing_) {
    result.notes.push_back(
        "times are those of stages that ran beside each other in one run; for times that decide, "
        "run by turns: --timing 5");
  }
}

Result Run::result() {
  Result result;
  result.confidence = options_.confidence;
  result.groups = groups_.size();
  result.threads = reports_[0].threads;
  result.in_flight = reports_[0].in_flight;
  result.definitions = sides_[0].definitions;
  std::vector<Lists> lists;
  for (const Side& side : sides_) {
    result.sides.push_back(
        {side.label, side.file, side.plan->pipeline, side.plan->config_hash, side.variants});
    lists.push_back(read_lists(std::filesystem::path(options_.pipeline.output) / side.label));
    check_same_events(lists[0], sides_[0].label, lists.back(), side.label);
  }
  result.events = lists[0].events.size();
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    result.lost = std::max(result.lost, reports_[g].failed + reports_[g].skipped);
    for (const MergedStage& stage : groups_[g].stages) {
      if (stage.sides.size() > 1) result.shared.push_back(stage);
    }
    result.files.push_back(run_folder(g).string() + "/");
  }
  for (std::size_t s = 1; s < sides_.size(); ++s) result.pairings.push_back(pair(s, lists));
  result.timing = timing_;
  add_notes(result);
  return result;
}

}  // namespace comparing
