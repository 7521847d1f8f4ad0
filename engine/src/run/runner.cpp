#include "run/runner.hpp"

#include <oneapi/tbb/info.h>

#include <stdexcept>

#include "trackloom/log.hpp"

namespace trackloom {
namespace {

// A task_arena bounds the threads; a global_control is needed only to allow more of them than the
// machine has, because it acts on the whole process, which may be a host program's.
void allow_threads(unsigned threads, std::optional<tbb::global_control>& control) {
  const auto usual = static_cast<unsigned>(tbb::info::default_concurrency());
  if (threads > usual) control.emplace(tbb::global_control::max_allowed_parallelism, threads);
}

[[noreturn]] void refuse(const std::string& stage, const Failure& failure) {
  const std::string what = "stage " + stage + " cannot begin: " + failure.message;
  if (failure.kind == FailureKind::configuration) throw ConfigError(what, failure.parameter);
  throw std::runtime_error(what);
}

}  // namespace

unsigned planned_threads(const Plan& plan) {
  return plan.run.threads > 0 ? plan.run.threads
                              : static_cast<unsigned>(tbb::info::default_concurrency());
}

unsigned planned_in_flight(const Plan& plan) {
  if (plan.run.in_flight > 0) return plan.run.in_flight;
  unsigned lanes = 0;
  for (const PlannedStage& stage : plan.stages) {
    if (stage.info != nullptr && stage.info->kind == StageKind::async_stage) lanes += stage.lanes;
  }
  return planned_threads(plan) + lanes + 2;
}

Runner::Runner(Plan& plan, const RunOptions& options)
    : plan_(plan),
      options_(options),
      created_(now_ns()),
      started_(std::time(nullptr)),
      settings_{options.output, planned_threads(plan), planned_in_flight(plan), options.events},
      control_(options.stop),
      ledger_(plan, control_),
      arena_(static_cast<int>(settings_.threads)),
      watchdog_(plan, flights_) {
  if (!options.trace.empty()) trace_ = std::make_unique<TraceWriter>(options.trace, plan);
  for (unsigned i = 0; i < settings_.in_flight; ++i) {
    flights_.push_back(std::make_unique<Flight>(plan.slots, plan.stages.size()));
  }
  allow_threads(settings_.threads, more_threads_);
  // A graph belongs to the arena in which it is made.
  arena_.execute(
      [&] { graph_ = std::make_unique<StageGraph>(plan, control_, *this, settings_.threads); });
  make_feeder();
  gate_.open();
}

Runner::~Runner() = default;

void Runner::make_feeder() {
  std::vector<Flight*> free;
  for (const auto& flight : flights_) free.push_back(flight.get());
  if (plan_.stages[0].entry == nullptr) {
    auto host = std::make_unique<HostFeeder>(*graph_, std::move(free));
    host_ = host.get();
    feeder_ = std::move(host);
    return;
  }
  source_ = std::make_unique<Source>(graph_->call(0), options_, control_, ledger_);
  feeder_ = plan_.stages[0].info->io_thread
                ? make_thread_feeder(*source_, *graph_, std::move(free))
                : make_worker_feeder(*source_, *graph_, std::move(free));
}

void Runner::begin() {
  if (source_) source_->prepare();
  for (std::size_t i = 0; i < plan_.stages.size(); ++i) {
    const PlannedStage& stage = plan_.stages[i];
    if (stage.entry == nullptr) continue;
    contexts_.push_back(std::make_unique<StageContext>(stage.name, settings_, control_, board_));
    for (void* instance : graph_->call(i).instances()) {
      Failure failure;
      if (!stage.entry->begin(instance, *contexts_.back(), failure)) refuse(stage.name, failure);
    }
  }
}

std::vector<Ticker::Job> Runner::jobs() {
  std::vector<Ticker::Job> jobs;
  if (plan_.run.first_event_timeout.count() > 0 || plan_.run.event_timeout.count() > 0) {
    jobs.push_back({watchdog_.period(), [this] {
                      if (hung_) return;
                      const std::string message = watchdog_.check(now_ns());
                      if (message.empty()) return;
                      hung_ = true;
                      logger("run")->error(message);
                      if (options_.timeout) options_.timeout(message);
                    }});
  }
  if (options_.progress) {
    jobs.push_back({std::chrono::milliseconds(250), [this] { options_.progress(progress()); }});
  }
  return jobs;
}

Progress Runner::progress() const {
  const EventCounts counts = ledger_.counts();
  Progress progress;
  progress.finished = counts.finished();
  progress.failed = counts.failed;
  progress.expected = source_ ? source_->expected() : -1;
  const std::int64_t first = first_event_.load(std::memory_order_relaxed);
  progress.seconds = first == 0 ? 0.0 : static_cast<double>(now_ns() - first) * 1e-9;
  progress.status = board_.line();
  return progress;
}

void Runner::execute() {
  auto jobs = this->jobs();
  if (!jobs.empty()) ticker_.emplace(std::move(jobs));
  for (const auto& flight : flights_) {
    flight->records[0].ready.store(now_ns(), std::memory_order_relaxed);
  }
  first_event_.store(now_ns(), std::memory_order_relaxed);
  arena_.execute([&] {
    feeder_->start();
    graph_->graph().wait_for_all();
  });
  feeder_->join();
}

void Runner::finished(Flight& flight) noexcept {
  const std::int64_t end = now_ns();
  if (trace_) trace_->event(flight);
  try {
    ledger_.closed(flight.event);
    if (flight.complete) {
      flight.complete(flight.event);
      flight.complete = nullptr;
    }
    flight.event.recycle();
  } catch (const std::exception& error) {
    control_.abort(std::string("an event could not be ended: ") + error.what());
  }
  for (std::size_t i = 0; i < plan_.stages.size(); ++i) flight.records[i].start = 0;
  flight.records[0].ready.store(end, std::memory_order_relaxed);
  last_event_.store(end, std::memory_order_relaxed);
  feeder_->give_back(flight);
}

}  // namespace trackloom
