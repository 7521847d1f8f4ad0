// trackloom check: every finding about a pipeline, without reading an event.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "load_options.hpp"
#include "trackloom/run.hpp"

namespace {

using trackloom::ExitCode;
using trackloom::Finding;
using trackloom::Findings;
using trackloom::Plan;
using trackloom::Severity;

struct CheckOptions {
  PipelineOptions pipeline;
  bool json = false;
  std::uint64_t dry_run = 0;
};

void print_json(const std::string& file, const Plan* plan, const Findings& findings) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"severity", finding.severity == Severity::error ? "error" : "warning"},
                    {"file", finding.location.file},
                    {"line", finding.location.line},
                    {"column", finding.location.column},
                    {"path", finding.path},
                    {"message", finding.message},
                    {"hint", finding.hint}});
  }
  nlohmann::ordered_json out = {{"file", file}, {"ok", plan != nullptr}};
  if (plan != nullptr) {
    out["pipeline"] = plan->pipeline;
    out["config_hash"] = plan->config_hash;
    out["stages"] = plan->stages.size();
    out["products"] = plan->slots.size();
    out["copies"] = nlohmann::ordered_json::array();
    for (const auto& stage : plan->stages) {
      const std::string copies = trackloom::copies_of(stage);
      if (copies.empty()) continue;
      out["copies"].push_back({{"stage", stage.name}, {"what", copies}});
    }
  }
  out["findings"] = std::move(list);
  std::printf("%s\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

// Where an event's data go to a device and come back.
void print_copies(const Plan& plan) {
  for (const auto& stage : plan.stages) {
    const std::string copies = trackloom::copies_of(stage);
    if (!copies.empty()) std::printf("  %s copies %s\n", stage.name.c_str(), copies.c_str());
  }
}

// The result goes to standard error with --json, so that standard output stays one document.
ExitCode dry_run(const Plan& plan, const CheckOptions& options) {
  const trackloom::RunReport report = trackloom::dry_run(plan, options.dry_run);
  std::fprintf(
      options.json ? stderr : stdout,
      "%s: dry run: %llu empty events through the graph, %u threads, %u in flight, %.3f s\n",
      options.pipeline.file.c_str(), static_cast<unsigned long long>(report.written),
      report.threads, report.in_flight, report.wall_s);
  if (report.exit != ExitCode::done) std::fprintf(stderr, "error: %s\n", report.message.c_str());
  return report.exit;
}

ExitCode check(const CheckOptions& options) {
  const std::string& file = options.pipeline.file;
  Findings findings;
  const auto plan = trackloom::load_plan(file, to_load_options(options.pipeline), findings);
  if (options.json) {
    print_json(file, plan.get(), findings);
  } else {
    print_findings(findings, stdout);
    if (plan != nullptr) {
      std::printf("%s: ok: pipeline %s, %zu stages, %zu products, configuration %s\n", file.c_str(),
                  plan->pipeline.c_str(), plan->stages.size(), plan->slots.size(),
                  plan->config_hash.c_str());
      print_copies(*plan);
    }
  }
  if (plan == nullptr) return ExitCode::configuration;
  return options.dry_run > 0 ? dry_run(*plan, options) : ExitCode::done;
}

}  // namespace

void add_check(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("check", "Report everything that is wrong in a pipeline");
  auto options = std::make_shared<CheckOptions>();
  add_pipeline_options(*command, options->pipeline);
  command->add_flag("--json", options->json, "print JSON");
  command
      ->add_option("--dry-run", options->dry_run,
                   "push so many empty events through the graph, without calling a stage")
      ->type_name("N");
  command->footer(
      "Examples:\n"
      "  trackloom check my.yaml\n"
      "  trackloom check my.yaml --variant pure --input DATA --dry-run 1000");
  command->callback([options, &exit_code] { exit_code = static_cast<int>(check(*options)); });
}
