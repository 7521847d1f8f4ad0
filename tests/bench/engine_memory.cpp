// Memory over a million empty events, and how many products were alive at most: one a slot and
// event in flight, however many events pass.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "bench/empty_stages.hpp"
#include "trackloom/run.hpp"

namespace trackloom::bench {
namespace {

std::atomic<int> alive{0};
std::atomic<int> most_alive{0};

double resident_mb() {
  std::ifstream statm("/proc/self/statm");
  long total = 0;
  long resident = 0;
  statm >> total >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) * 1e-6;
}

}  // namespace

struct Counted {
  Counted() {
    const int now = ++alive;
    int most = most_alive.load();
    while (now > most && !most_alive.compare_exchange_weak(most, now)) {
    }
  }
  ~Counted() { --alive; }
  void clear() {}
};

class MakeCounted {
 public:
  using Config = NoConfig;
  static void describe(StageDescription<Config>&) {}
  explicit MakeCounted(const Config&) {}
  void operator()(const Link<0>&, Counted&) const {}
};

// Notes the resident memory at a tenth of the events and at the end.
class MemorySink {
 public:
  struct Config {
    std::int64_t events = 0;
  };
  static void describe(StageDescription<Config>& stage) { stage.param("events", &Config::events); }
  explicit MemorySink(const Config& config) : config_(config) {}
  void operator()(const EventInfo& info, const Counted&) {
    const auto next = static_cast<std::int64_t>(info.sequence) + 1;
    if (next == config_.events / 10) early_ = resident_mb();
    if (next == config_.events) late_ = resident_mb();
  }
  void finish(Summary& summary) {
    summary.figure("early_mb", early_);
    summary.figure("late_mb", late_);
  }

 private:
  Config config_;
  double early_ = 0;
  double late_ = 0;
};

}  // namespace trackloom::bench

TRACKLOOM_PRODUCT(trackloom::bench::Counted, "bench.counted", 1)

namespace trackloom::bench {
namespace {

void memory(benchmark::State& state) {
  const std::int64_t events = 1000000;
  const auto in_flight = static_cast<unsigned>(state.range(0));
  for (auto _ : state) {
    test::PlanBuilder builder = empty_builder(events, 2, in_flight);
    builder.add<MakeCounted>("make");
    builder.add<MemorySink>("sink", {{"events", events}});
    const auto plan = builder.take();
    RunOptions options;
    options.output =
        std::filesystem::temp_directory_path() / ("trackloom-memory-" + std::to_string(::getpid()));
    const RunReport report = run(*plan, options);
    std::filesystem::remove_all(options.output);
    state.counters["written"] = static_cast<double>(report.written);
    state.counters["early_mb"] = report.metrics.at("sink.early_mb");
    state.counters["late_mb"] = report.metrics.at("sink.late_mb");
    state.counters["live_at_most"] = most_alive.load();
  }
}
BENCHMARK(memory)
    ->Arg(8)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1)
    ->Name("memory_over_a_million_events/in_flight");

}  // namespace
}  // namespace trackloom::bench
