// Everything a run consists of, in the order in which it is started and ended. Used by run() and by
// Session, which differ in where the events come from.
#pragma once

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <ctime>
#include <memory>
#include <optional>
#include <vector>

#include "run/arena_gate.hpp"
#include "run/context.hpp"
#include "run/feeder.hpp"
#include "run/ledger.hpp"
#include "run/monitor.hpp"
#include "run/source.hpp"
#include "run/stage_graph.hpp"
#include "run/trace.hpp"
#include "trackloom/run.hpp"

namespace trackloom {

class Runner final : public GraphExit {
 public:
  // Makes clones, lanes, events and the graph. The options must outlive the runner. Throws
  // ConfigError or std::runtime_error.
  Runner(Plan& plan, const RunOptions& options);
  ~Runner() override;

  // Calls begin of every stage. Throws ConfigError or std::runtime_error, naming the stage.
  void begin();
  // Runs the source to its end (or, without one, until HostFeeder::end) and the graph until it has
  // drained. The calling thread is one of the workers.
  void execute();
  // Ends the stages and says what happened. Never throws.
  RunReport finish();

  StageGraph& graph() noexcept { return *graph_; }
  Ledger& ledger() noexcept { return ledger_; }
  HostFeeder* host() noexcept { return host_; }  // null where the plan has a source

  void finished(Flight& flight) noexcept override;

 private:
  void make_feeder();
  std::vector<Ticker::Job> jobs();
  Progress progress() const;
  void finish_stages(RunReport& report);
  void judge(RunReport& report);
  std::vector<unsigned> concurrency_units() const;

  Plan& plan_;
  const RunOptions& options_;
  std::int64_t created_;
  std::time_t started_;
  StageContext::Settings settings_;
  RunControl control_;
  Ledger ledger_;
  StatusBoard board_;
  std::vector<std::unique_ptr<StageContext>> contexts_;
  std::vector<std::unique_ptr<Flight>> flights_;
  std::unique_ptr<TraceWriter> trace_;
  std::optional<tbb::global_control> more_threads_;
  tbb::task_arena arena_;
  ArenaGate gate_{arena_};
  std::unique_ptr<StageGraph> graph_;
  std::unique_ptr<Source> source_;
  std::unique_ptr<Feeder> feeder_;
  HostFeeder* host_ = nullptr;
  Watchdog watchdog_;
  bool hung_ = false;                         // the ticker's thread only
  std::atomic<std::int64_t> first_event_{0};  // ns; when the first event began to be read
  std::atomic<std::int64_t> last_event_{0};   // ns; when the last one was finished
  std::optional<Ticker> ticker_;  // from the first event to the end of the last finish; goes first
};

// Threads and events in flight that the plan asks for, with `auto` filled in.
unsigned planned_threads(const Plan& plan);
unsigned planned_in_flight(const Plan& plan);

}  // namespace trackloom
