// What the engine costs per event and stage, with all measurements on. Limits of the design, on one
// core: hop 150 ns, fan-in 300 ns, slot access 2 ns, an empty 12-stage pipeline 3 us per event.
//
//   bench_engine --benchmark_min_time=2
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>

#include "bench/empty_stages.hpp"
#include "trackloom/run.hpp"

namespace trackloom::bench {
namespace {

constexpr std::int64_t events = 200000;

RunReport run_once(Plan& plan) {
  RunOptions options;
  options.output =
      std::filesystem::temp_directory_path() / ("trackloom-bench-" + std::to_string(::getpid()));
  RunReport report = run(plan, options);
  std::filesystem::remove_all(options.output);
  if (report.exit != ExitCode::done) throw std::runtime_error(report.message);
  return report;
}

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// On one thread the processor's time is what counts, whoever else uses the machine.
double cpu_ns_per_event(std::unique_ptr<Plan> plan) {
  const double start = cpu_seconds();
  run_once(*plan);
  return (cpu_seconds() - start) * 1e9 / static_cast<double>(events);
}

double wall_ns_per_event(std::unique_ptr<Plan> plan) {
  return run_once(*plan).wall_s * 1e9 / static_cast<double>(events);
}

void slot_access(benchmark::State& state) {
  const std::vector<const ProductOps*> slots(20, &product_ops<Link<0>>);
  Event event(slots, 12);
  std::uint16_t slot = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(slot);
    benchmark::DoNotOptimize(static_cast<const Link<0>*>(event.slot(slot))->value);
  }
}
BENCHMARK(slot_access);

// A source, ten stages and a sink: twelve.
void empty_pipeline(benchmark::State& state) {
  for (auto _ : state) {
    const auto threads = static_cast<unsigned>(state.range(0));
    state.SetIterationTime(wall_ns_per_event(chain<10>(events, threads)) * 1e-9);
  }
}
BENCHMARK(empty_pipeline)
    ->Arg(1)
    ->Arg(2)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond)
    ->Iterations(5)
    ->Name("empty_12_stage_pipeline_per_event/threads");

void empty_pipeline_cpu(benchmark::State& state) {
  for (auto _ : state) state.SetIterationTime(cpu_ns_per_event(chain<10>(events, 1)) * 1e-9);
}
BENCHMARK(empty_pipeline_cpu)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond)
    ->Iterations(5)
    ->Name("empty_12_stage_pipeline_per_event/processor_time");

// The difference of a long and a short chain, per stage.
void hop(benchmark::State& state) {
  for (auto _ : state) {
    const double difference =
        cpu_ns_per_event(chain<42>(events, 1)) - cpu_ns_per_event(chain<2>(events, 1));
    state.SetIterationTime(difference / 40 * 1e-9);
  }
}
BENCHMARK(hop)->UseManualTime()->Unit(benchmark::kNanosecond)->Iterations(5);

// A diamond is three hops and a fan-in of two: the hops are taken off again.
void fan_in(benchmark::State& state) {
  for (auto _ : state) {
    const double diamond =
        (cpu_ns_per_event(diamonds<11>(events, 1)) - cpu_ns_per_event(diamonds<1>(events, 1))) / 10;
    const double one_hop =
        (cpu_ns_per_event(chain<42>(events, 1)) - cpu_ns_per_event(chain<2>(events, 1))) / 40;
    state.SetIterationTime((diamond - 2 * one_hop) * 1e-9);
  }
}
BENCHMARK(fan_in)
    ->UseManualTime()
    ->Unit(benchmark::kNanosecond)
    ->Iterations(5)
    ->Name("fan_in_with_its_hop");

}  // namespace
}  // namespace trackloom::bench

BENCHMARK_MAIN();
