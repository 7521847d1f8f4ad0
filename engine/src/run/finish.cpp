// The end of a run: stages are finished, the books are closed, the exit code is found.
#include <sys/resource.h>

#include <algorithm>

#include "report/stage_report.hpp"
#include "report/summary.hpp"
#include "run/runner.hpp"

namespace trackloom {
namespace {

double peak_rss_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024e-6;  // ru_maxrss is in KiB
}

void set_exit(RunReport& report, ExitCode code, const std::string& message) {
  report.exit = code;
  report.message = message;
}

}  // namespace

// Calls side by side: lanes of an asynchronous stage, else the cap of the graph, at most one a
// thread.
std::vector<unsigned> Runner::concurrency_units() const {
  std::vector<unsigned> units;
  for (std::size_t i = 0; i < plan_.stages.size(); ++i) {
    const PlannedStage& stage = plan_.stages[i];
    const unsigned cap = graph_->call(i).concurrency();
    if (stage.info != nullptr && stage.info->kind == StageKind::async_stage) {
      units.push_back(stage.lanes);
    } else {
      units.push_back(cap == 0 ? settings_.threads : std::min(cap, settings_.threads));
    }
  }
  return units;
}

void Runner::finish_stages(RunReport& report) {
  for (std::size_t i = 0; i < plan_.stages.size(); ++i) {
    const PlannedStage& stage = plan_.stages[i];
    if (stage.entry == nullptr) continue;
    SummaryCollector summary(stage.name, report);
    for (void* instance : graph_->call(i).instances()) {
      Failure failure;
      if (stage.entry->finish(instance, summary, failure)) continue;
      control_.abort("stage " + stage.name + " cannot finish: " + failure.message);
    }
    if (const std::uint64_t late = graph_->late_completions(i)) {
      summary.figure("late_completions", static_cast<double>(late));
    }
  }
  ticker_.reset();  // a training that runs in finish has shown its figures until here
}

// The most serious reason wins: a fatal error, books that do not balance, a signal, failures.
void Runner::judge(RunReport& report) {
  const EventCounts counts = ledger_.counts();
  if (const std::string fatal = control_.abort_message(); !fatal.empty()) {
    set_exit(report, ExitCode::fatal, fatal);
  } else if (!counts.balanced()) {
    set_exit(report, ExitCode::failures,
             std::to_string(counts.read) + " events were read, but " +
                 std::to_string(counts.finished()) +
                 " were written, failed or skipped: events have been lost");
  } else if (control_.stop_level() > 0) {
    set_exit(report, ExitCode::stopped, "stopped by a signal");
  } else if (const std::string early = control_.early_end_message(); !early.empty()) {
    set_exit(report, ExitCode::failures, early);
  } else if (const std::string percentage = ledger_.judge_percentage(); !percentage.empty()) {
    set_exit(report, ExitCode::failures, percentage);
  }
}

RunReport Runner::finish() {
  RunReport report;
  report.pipeline = plan_.pipeline;
  report.config_hash = plan_.config_hash;
  report.threads = settings_.threads;
  report.in_flight = settings_.in_flight;
  // After a fatal error the stages' files stay unfinished, and are removed with them.
  if (!control_.aborted()) finish_stages(report);
  if (trace_) {
    try {
      trace_->commit();
      report.outputs.push_back(options_.trace);
    } catch (const std::exception& error) {
      control_.abort(error.what());
    }
  }
  const EventCounts counts = ledger_.counts();
  report.read = counts.read;
  report.written = counts.written;
  report.failed = counts.failed;
  report.skipped = counts.skipped;
  const std::int64_t first = first_event_.load();
  if (first > 0) {
    report.startup_s = static_cast<double>(first - created_) * 1e-9;
    const std::int64_t last = std::max(first, last_event_.load());
    report.wall_s = static_cast<double>(last - first) * 1e-9;
  }
  if (report.wall_s > 0) {
    report.events_per_second = static_cast<double>(counts.finished()) / report.wall_s;
  }
  report.peak_rss_mb = peak_rss_mb();
  report_stages(plan_, flights_, concurrency_units(), report);
  report.provenance = provenance_of(plan_, started_);
  judge(report);
  return report;
}

}  // namespace trackloom
