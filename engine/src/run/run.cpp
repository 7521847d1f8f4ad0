#include "trackloom/run.hpp"

#include <exception>
#include <optional>

#include "run/run_directory.hpp"
#include "run/runner.hpp"

namespace trackloom {
namespace {

RunReport refused(const Plan& plan, ExitCode code, const std::string& why) {
  RunReport report;
  report.pipeline = plan.pipeline;
  report.config_hash = plan.config_hash;
  report.threads = planned_threads(plan);
  report.in_flight = planned_in_flight(plan);
  report.exit = code;
  report.message = why;
  return report;
}

}  // namespace

RunReport run(Plan& plan, const RunOptions& options) {
  std::optional<RunDirectory> directory;
  try {
    directory.emplace(options.output);
  } catch (const std::exception& error) {
    return refused(plan, ExitCode::configuration,
                   std::string("the output directory cannot be used: ") + error.what());
  }
  std::optional<Runner> runner;
  try {
    runner.emplace(plan, options);
    runner->begin();
  } catch (const ConfigError& error) {
    return refused(plan, ExitCode::configuration, error.what());
  } catch (const std::exception& error) {
    return refused(plan, ExitCode::fatal, error.what());
  }
  runner->execute();
  RunReport report = runner->finish();
  try {
    directory->write(plan, runner->ledger().quarantine(), report);
  } catch (const std::exception& error) {
    if (report.exit != ExitCode::fatal) report.message = error.what();
    report.exit = ExitCode::fatal;
  }
  return report;
}

}  // namespace trackloom
