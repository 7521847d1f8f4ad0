// trackloom run: a pipeline from its source to its sinks.
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "commands.hpp"
#include "load_options.hpp"
#include "progress_line.hpp"
#include "quarantine_ids.hpp"
#include "run_process.hpp"
#include "trackloom/output_file.hpp"
#include "trackloom/run.hpp"

namespace {

using trackloom::ExitCode;
using trackloom::RunReport;

struct RunCommand {
  PipelineOptions pipeline;
  std::uint64_t events = 0;
  std::uint64_t skip = 0;
  unsigned threads = 0;
  unsigned in_flight = 0;
  std::string only;
  std::string report;
  std::string trace;
  std::string progress = "auto";
  bool json = false;
};

void print(const RunReport& report, bool json) {
  if (json) {
    std::fputs(report.json().c_str(), stdout);
    return;
  }
  std::fputs(report.text().c_str(), stdout);
  if (report.outputs.empty()) return;
  std::fputs("\nFiles written:\n", stdout);
  for (const auto& path : report.outputs) std::printf("  %s\n", path.c_str());
}

void write_report(const std::string& file, RunReport& report) {
  try {
    report.outputs.emplace_back(file);
    trackloom::OutputFile out(file);
    out.write(report.json());
    out.commit();
  } catch (const std::exception& error) {
    report.outputs.pop_back();
    report.exit = ExitCode::fatal;
    report.message = error.what();
  }
}

ExitCode run(const RunCommand& command) {
  keep_large_blocks();
  trackloom::RunOptions options;
  options.stop = &catch_signals();
  trackloom::LoadOptions load = to_load_options(command.pipeline);
  if (command.threads > 0) load.threads = command.threads;
  if (command.in_flight > 0) load.in_flight = command.in_flight;
  trackloom::Findings findings;
  const auto plan = trackloom::load_plan(command.pipeline.file, load, findings);
  print_findings(findings, stderr);
  if (plan == nullptr) return ExitCode::configuration;

  options.output = command.pipeline.output;
  options.events = command.events;
  options.skip = command.skip;
  options.trace = command.trace;
  if (!command.only.empty()) {
    try {
      options.only = read_quarantine_ids(command.only);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "trackloom: error: %s\n", error.what());
      return ExitCode::configuration;
    }
    options.only_set = true;
  }
  // Only folders of this run: others may hold large trees.
  std::vector<std::filesystem::path> folders{options.output};
  options.timeout = [&folders](const std::string& message) {
    // A hung stage cannot be joined: the process ends around it.
    std::fprintf(stderr, "\ntrackloom: timeout: %s\n", message.c_str());
    remove_partial_files(folders);
    ::_exit(static_cast<int>(ExitCode::timeout));
  };
  ProgressLine line(progress_style(command.progress));
  if (command.progress != "off") {
    options.progress = [&line](const trackloom::Progress& progress) { line.show(progress); };
  }
  RunReport report;
  {
    const ExitGuard guard(folders);
    report = trackloom::run(*plan, options);
  }
  line.end();
  if (!command.report.empty()) write_report(command.report, report);
  print(report, command.json);
  if (report.exit != ExitCode::done) {
    std::fprintf(stderr, "trackloom: error: %s\n", report.message.c_str());
  }
  return report.exit;
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("run", "Run a pipeline over its events");
  auto options = std::make_shared<RunCommand>();
  add_pipeline_options(*command, options->pipeline);
  command->add_option("--events", options->events, "read at most so many events; 0: all")
      ->type_name("N");
  command->add_option("--skip", options->skip, "pass over so many events first")->type_name("N");
  command->add_option("--threads", options->threads, "worker threads; 0: as the pipeline says")
      ->type_name("N");
  command
      ->add_option("--in-flight", options->in_flight, "events in flight; 0: as the pipeline says")
      ->type_name("K");
  command->add_option("--only", options->only, "only the events of this quarantine.jsonl")
      ->type_name("FILE");
  command->add_option("--report", options->report, "also write the report as JSON to this file")
      ->type_name("FILE");
  command->add_option("--trace", options->trace, "write a Chrome/Perfetto trace")
      ->type_name("FILE");
  command->add_option("--progress", options->progress, "progress on standard error")
      ->check(CLI::IsMember({"auto", "plain", "off"}))
      ->capture_default_str();
  command->add_flag("--json", options->json, "print the report as JSON");
  command->footer(
      "Examples:\n"
      "  trackloom run pipelines/default.yaml --input DATA --output out\n"
      "  trackloom run pipelines/default.yaml --events 10 --threads 4 --set run.on_error=abort\n"
      "  trackloom run out/pipeline.yaml --output again --only out/quarantine.jsonl");
  command->callback([options, &exit_code] { exit_code = static_cast<int>(run(*options)); });
}
