// Running a plan from its own source to its sinks.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "trackloom/plan.hpp"
#include "trackloom/provenance.hpp"
#include "trackloom/run_context.hpp"

namespace trackloom {

enum class ExitCode : int {
  done = 0,
  configuration = 2,
  failures = 3,  // more failed events than max_failures allows, or counters that do not balance
  timeout = 4,
  stopped = 5,  // by a signal, after draining
  fatal = 6,
};

// How a run is asked to end; set from a signal handler or another thread (lock-free).
//   1: the source ends, events in flight are finished;  2: events in flight are given up, drained.
struct StopRequest {
  std::atomic<int> level{0};
};

// One look at a run in progress, for a progress display.
struct Progress {
  std::uint64_t finished = 0;  // written + failed + skipped
  std::uint64_t failed = 0;
  std::int64_t expected = -1;  // -1: unknown
  double seconds = 0;          // since the first event was read
  std::string status;          // what stages said through RunContext::status
};

struct RunOptions {
  std::filesystem::path output = "output";  // the run directory, made if missing
  std::uint64_t events = 0;                 // read at most so many; 0: all
  std::uint64_t skip = 0;                   // pass over so many first
  std::vector<std::uint64_t> only;          // restrict to these event ids (from a quarantine file)
  bool only_set = false;
  std::filesystem::path trace;  // Chrome trace; empty: none
  StopRequest* stop = nullptr;
  std::function<void(const Progress&)> progress;  // about 4 times a second, from its own thread
  // The watchdog has found a stage over its time limit; called once, from its own thread, with the
  // sentence that says which. A hung stage cannot be ended: run() returns only if it wakes up, so
  // a program that cannot wait ends the process here, with ExitCode::timeout.
  std::function<void(const std::string&)> timeout;
};

struct StageReport {
  std::string name;
  std::string stage;  // plugin.stage
  std::uint64_t calls = 0;
  std::uint64_t failures = 0;
  double mean_ms = 0, p50_ms = 0, p99_ms = 0, total_ms = 0;
  double wait_ms = 0;          // mean time between ready and started
  double bytes_per_event = 0;  // heap bytes of the products it writes
};

struct RunReport {
  std::string pipeline, config_hash;
  unsigned threads = 0, in_flight = 0;
  std::uint64_t read = 0, written = 0, failed = 0, skipped = 0;
  double startup_s = 0;  // plan to first event read
  double wall_s = 0;     // first event read to last one written
  double events_per_second = 0;
  double peak_rss_mb = 0;
  std::vector<StageReport> stages;
  std::string bottleneck;  // stage with the longest busy time per unit of its concurrency
  std::map<std::string, double> metrics;
  std::vector<Table> tables;
  std::vector<std::filesystem::path> outputs;
  ExitCode exit = ExitCode::done;
  std::string message;  // why, if exit is not done
  Provenance provenance;

  std::string json() const;
  std::string text() const;  // the stage table and the printed tables
};

// Runs to the end; never throws for what an event or a stage does. Writes report.json, tables/,
// quarantine.jsonl (if an event failed or was skipped), pipeline.yaml (resolved) under
// options.output, each complete or absent.
RunReport run(Plan& plan, const RunOptions& options);

// Pushes empty events through the graph of the plan without calling a stage: what can be wrong with
// nodes, lanes and order shows, and what the graph itself costs. Writes no file.
RunReport dry_run(const Plan& plan, std::uint64_t events);

}  // namespace trackloom
