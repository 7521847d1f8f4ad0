// trackloom explain: a plan in words, and after a run what bounds its throughput.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <thread>

#include "commands.hpp"
#include "load_options.hpp"
#include "plan_edges.hpp"
#include "run_folder.hpp"
#include "throughput.hpp"
#include "trackloom/catalog.hpp"
#include "trackloom/run.hpp"

namespace {

using trackloom::Concurrency;
using trackloom::ExitCode;
using trackloom::Plan;
using trackloom::PlannedStage;
using trackloom::PortDirection;
using trackloom::StageKind;

struct ExplainOptions {
  PipelineOptions pipeline;
  std::string run_folder;
  unsigned threads = 0;
  bool json = false;
};

std::string list_text(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  }
  return text;
}

// "hits and cells of source, scores of filter".
std::string reads_text(const Plan& plan, std::size_t stage) {
  std::map<std::size_t, std::vector<std::string>> by_maker;
  for (const PlanEdge& edge : plan_edges(plan)) {
    if (edge.to != stage) continue;
    const std::string product = last_word(edge.product);
    by_maker[edge.from].push_back(edge.port == product ? product
                                                       : product + " (as " + edge.port + ")");
  }
  std::string text;
  for (const auto& [maker, products] : by_maker) {
    text += (text.empty() ? "" : "; ") + list_text(products) + " of " + plan.stages[maker].name;
  }
  return text.empty() ? "nothing" : text;
}

std::string makes_text(const Plan& plan, const PlannedStage& stage) {
  std::vector<std::string> products;
  for (std::size_t p = 0; p < stage.slots.size(); ++p) {
    if (stage.info->ports[p].direction == PortDirection::output) {
      products.push_back(last_word(plan.slots[stage.slots[p]]->key.name));
    }
  }
  return list_text(products);
}

std::string concurrency_text(const PlannedStage& stage, unsigned threads) {
  const trackloom::StageInfo& info = *stage.info;
  if (info.kind == StageKind::source) {
    return info.io_thread
               ? "reads one event at a time, in a thread of its own that may wait for files"
               : "makes one event at a time, on a worker";
  }
  if (info.kind == StageKind::sink && info.ordered)
    return "takes one event at a time, in input order";
  if (info.kind == StageKind::async_stage) {
    return "works on a device: " + std::to_string(stage.lanes) + " lane" +
           (stage.lanes == 1 ? "" : "s") + ", each with one event";
  }
  const unsigned units = stage_units(stage, threads);
  if (units == 1) return "takes one event at a time";
  const std::string many = units < threads
                               ? "at most " + std::to_string(units) + " events at a time"
                               : "any number of events at a time";
  return "takes " + many +
         (info.concurrency == Concurrency::clone_per_thread
              ? ", with a copy of the stage per thread"
              : "");
}

std::string policy_text(const PlannedStage& stage) {
  if (stage.on_error == trackloom::ErrorPolicy::abort) return "; a failure ends the run";
  if (stage.retries > 0)
    return "; after a failure it is called up to " + std::to_string(stage.retries) + " times more";
  return {};
}

// Pairs of stages that may run on one event at the same time: neither needs the other.
std::vector<std::string> side_by_side(const Plan& plan) {
  const std::size_t n = plan.stages.size();
  std::vector<std::vector<bool>> needs(n, std::vector<bool>(n, false));
  for (std::size_t i = 0; i < n; ++i) {
    for (const std::size_t p : plan.stages[i].predecessors) {
      needs[i][p] = true;
      for (std::size_t k = 0; k < p; ++k) needs[i][k] = needs[i][k] || needs[p][k];
    }
  }
  std::vector<std::string> pairs;
  for (std::size_t i = 1; i < n; ++i) {
    if (plan.stages[i].info->kind == StageKind::sink) continue;
    for (std::size_t k = 1; k < i; ++k) {
      if (!needs[i][k]) pairs.push_back(plan.stages[k].name + " with " + plan.stages[i].name);
    }
  }
  return pairs;
}

struct Numbers {
  unsigned threads = 0, in_flight = 0;
  std::vector<double> mean_ms;  // by stage of the plan; empty: no run
  double events_per_second = 0;
  std::uint64_t events = 0;
};

Numbers planned_numbers(const Plan& plan, const ExplainOptions& options) {
  Numbers numbers;
  numbers.threads = options.threads > 0    ? options.threads
                    : plan.run.threads > 0 ? plan.run.threads
                                           : std::max(1U, std::thread::hardware_concurrency());
  unsigned lanes = 0;
  for (const PlannedStage& stage : plan.stages) {
    if (stage.info->kind == StageKind::async_stage) lanes += stage.lanes;
  }
  numbers.in_flight = plan.run.in_flight > 0 ? plan.run.in_flight : numbers.threads + lanes + 2;
  return numbers;
}

// Throws std::runtime_error if the report is of another pipeline.
Numbers measured_numbers(const Plan& plan, const ExplainOptions& options) {
  const auto report = recorded_report(options.run_folder);
  Numbers numbers;
  numbers.threads = options.threads > 0 ? options.threads : report.value("threads", 1U);
  numbers.in_flight = options.threads > 0 ? planned_numbers(plan, options).in_flight
                                          : report.value("in_flight", 1U);
  numbers.events_per_second = report.value("events_per_second", 0.0);
  numbers.events = report["events"].value("read", std::uint64_t{0});
  std::map<std::string, double> mean;
  for (const auto& stage : report["stages"]) {
    mean[stage.value("name", "")] =
        stage.contains("time_ms") ? stage["time_ms"].value("mean", 0.0) : 0.0;
  }
  for (const PlannedStage& stage : plan.stages) {
    const auto found = mean.find(stage.name);
    if (found == mean.end()) {
      throw std::runtime_error(options.run_folder +
                               " is a run of another pipeline: it has no stage '" + stage.name +
                               "'; explain " + options.run_folder + "/pipeline.yaml instead");
    }
    numbers.mean_ms.push_back(found->second);
  }
  return numbers;
}

void print_stages(const Plan& plan, const Numbers& numbers) {
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const PlannedStage& stage = plan.stages[i];
    std::printf("\n%s (%s, %s)\n", stage.name.c_str(), stage.use.c_str(),
                trackloom::kind_text(stage.info->kind));
    if (!stage.info->doc.empty()) std::printf("  %s\n", stage.info->doc.c_str());
    if (i > 0) std::printf("  reads %s\n", reads_text(plan, i).c_str());
    const std::string makes = makes_text(plan, stage);
    if (!makes.empty()) std::printf("  makes %s\n", makes.c_str());
    const std::string copies = trackloom::copies_of(stage);
    if (!copies.empty()) std::printf("  copies %s\n", copies.c_str());
    std::printf("  %s%s\n", concurrency_text(stage, numbers.threads).c_str(),
                policy_text(stage).c_str());
    if (!numbers.mean_ms.empty()) std::printf("  took %.4g ms per event\n", numbers.mean_ms[i]);
  }
}

void print_limits(const Plan& plan, const Numbers& numbers) {
  std::printf(
      "\nAt a time\n  %u worker threads, %u events in flight: the source waits when so many are on "
      "their way\n",
      numbers.threads, numbers.in_flight);
  std::vector<std::string> serial, copies, between;
  for (std::size_t i = 1; i < plan.stages.size(); ++i) {
    const PlannedStage& stage = plan.stages[i];
    if (stage_units(stage, std::max(2U, numbers.threads)) == 1) serial.push_back(stage.name);
    if (stage.info->concurrency == Concurrency::clone_per_thread) copies.push_back(stage.name);
    const std::string text = trackloom::copies_of(stage);
    if (!text.empty()) between.push_back(stage.name + " (" + text + ")");
  }
  if (!serial.empty())
    std::printf("  one event at a time, besides the source: %s\n", list_text(serial).c_str());
  if (!copies.empty()) {
    std::printf("  a copy of the stage (weights, scratch memory) per thread: %s\n",
                list_text(copies).c_str());
  }
  if (between.empty()) {
    std::printf(
        "  no product is copied between stages: what one has made the others read in place\n");
  } else {
    std::printf("  copied between host and device: %s; all else is read in place\n",
                list_text(between).c_str());
  }
  const auto pairs = side_by_side(plan);
  if (pairs.empty()) {
    std::printf("  stages of one event run one after the other; several events overlap\n");
  } else {
    std::printf("  on one event, side by side: %s\n", list_text(pairs).c_str());
  }
  std::printf("  sinks start on an event when all stages have finished with it\n");
}

void print_throughput(const Plan& plan, const Numbers& numbers) {
  std::printf("\nThroughput\n");
  if (numbers.mean_ms.empty()) {
    std::printf(
        "  not measured: run it (`trackloom run ... --output DIR`) and give --run DIR. By the plan "
        "alone "
        "it is\n  bounded by the worker threads or by one of the stages that take one event at a "
        "time\n");
    return;
  }
  auto loads = stage_loads(plan, numbers.mean_ms, numbers.threads);
  const double busy = worker_ms(loads);
  const auto bounds = throughput_bounds(plan, numbers.mean_ms, numbers.threads, numbers.in_flight);
  std::stable_sort(loads.begin(), loads.end(),
                   [](const auto& a, const auto& b) { return a.mean_ms > b.mean_ms; });
  std::printf("  an event takes %.4g ms of worker time:", busy);
  for (std::size_t i = 0, shown = 0; i < loads.size() && shown < 4; ++i) {
    if (loads[i].own || busy <= 0) continue;
    std::printf("%s %s %.0f %%", shown++ == 0 ? "" : ",", loads[i].name.c_str(),
                100 * loads[i].mean_ms / busy);
  }
  std::printf("\n");
  for (std::size_t i = 0; i < bounds.size() && i < 4; ++i) {
    std::printf("  at most %.4g events/s: %s%s\n", bounds[i].events_per_second,
                bounds[i].why.c_str(), i == 0 ? "  <- the limit" : "");
  }
  if (numbers.events_per_second > 0) {
    std::printf("  measured: %.4g events/s over %llu event%s, filling and draining included",
                numbers.events_per_second, static_cast<unsigned long long>(numbers.events),
                numbers.events == 1 ? "" : "s");
    if (!bounds.empty() && bounds[0].events_per_second > 0) {
      std::printf(", %.0f %% of the limit",
                  100 * numbers.events_per_second / bounds[0].events_per_second);
    }
    std::printf("\n");
  }
}

void print_json(const Plan& plan, const Numbers& numbers) {
  nlohmann::ordered_json out = {{"pipeline", plan.pipeline},
                                {"config_hash", plan.config_hash},
                                {"threads", numbers.threads},
                                {"in_flight", numbers.in_flight}};
  out["stages"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const PlannedStage& stage = plan.stages[i];
    nlohmann::ordered_json entry = {{"name", stage.name},
                                    {"stage", stage.use},
                                    {"reads", nlohmann::json::array()},
                                    {"concurrency", concurrency_text(stage, numbers.threads)},
                                    {"units", stage_units(stage, numbers.threads)},
                                    {"copies", trackloom::copies_of(stage)}};
    for (const PlanEdge& edge : plan_edges(plan)) {
      if (edge.to == i)
        entry["reads"].push_back({{"product", edge.product}, {"of", plan.stages[edge.from].name}});
    }
    if (!numbers.mean_ms.empty()) entry["mean_ms"] = numbers.mean_ms[i];
    out["stages"].push_back(std::move(entry));
  }
  if (!numbers.mean_ms.empty()) {
    out["worker_ms"] = worker_ms(stage_loads(plan, numbers.mean_ms, numbers.threads));
    out["bounds"] = nlohmann::ordered_json::array();
    for (const auto& bound :
         throughput_bounds(plan, numbers.mean_ms, numbers.threads, numbers.in_flight)) {
      out["bounds"].push_back({{"events_per_second", bound.events_per_second}, {"why", bound.why}});
    }
    out["measured_events_per_second"] = numbers.events_per_second;
  }
  std::printf("%s\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

ExitCode explain(const ExplainOptions& options) {
  trackloom::Findings findings;
  const auto plan =
      trackloom::load_plan(options.pipeline.file, to_load_options(options.pipeline), findings);
  print_findings(findings, stderr);
  if (plan == nullptr) return ExitCode::configuration;
  Numbers numbers;
  try {
    numbers = options.run_folder.empty() ? planned_numbers(*plan, options)
                                         : measured_numbers(*plan, options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "trackloom: error: %s\n", error.what());
    return ExitCode::configuration;
  }
  if (options.json) {
    print_json(*plan, numbers);
    return ExitCode::done;
  }
  std::printf("%s: %zu stages, from %s to %s\n", plan->pipeline.c_str(), plan->stages.size(),
              plan->stages.front().use.c_str(), plan->stages.back().use.c_str());
  print_stages(*plan, numbers);
  print_limits(*plan, numbers);
  print_throughput(*plan, numbers);
  return ExitCode::done;
}

}  // namespace

void add_explain(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "explain", "Say in words what a pipeline does and what bounds its throughput");
  auto options = std::make_shared<ExplainOptions>();
  add_pipeline_options(*command, options->pipeline);
  command
      ->add_option("--run", options->run_folder,
                   "the output folder of a run of this pipeline: adds its times")
      ->type_name("RUN_DIR");
  command
      ->add_option("--threads", options->threads,
                   "for so many worker threads; 0: as in the pipeline or the run")
      ->type_name("N");
  command->add_flag("--json", options->json, "print JSON");
  command->footer(
      "Examples:\n"
      "  trackloom explain pipelines/default.yaml\n"
      "  trackloom run pipelines/default.yaml --output out\n"
      "  trackloom explain out/pipeline.yaml --run out\n"
      "  trackloom explain out/pipeline.yaml --run out --threads 64");
  command->callback([options, &exit_code] { exit_code = static_cast<int>(explain(*options)); });
}
