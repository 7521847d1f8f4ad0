// Overlap of reading, computing and a device: 4 ms to read, 5 ms on a worker, 10 ms on the device.
// One lane: the device is the limit, 10 ms per event, of which 95 % should be reached. Two lanes:
// the next limit, 5 ms in the serial computing stage.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>

#include "fake_device/device.hpp"
#include "run/plan_builder.hpp"
#include "trackloom/run.hpp"

namespace trackloom::bench {
namespace {

void overlap(benchmark::State& state, bool asleep) {
  for (auto _ : state) {
    const auto folder = std::filesystem::temp_directory_path() /
                        ("trackloom-overlap-" + std::to_string(::getpid()));
    test::PlanBuilder builder;
    builder.run().threads = 2;
    builder.run().in_flight = static_cast<unsigned>(state.range(1));
    builder.add<test::Read>("read", {{"events", std::int64_t{300}}, {"read_ms", 4.0}});
    builder.add<test::Compute>("compute", {{"compute_ms", 5.0}, {"asleep", asleep}});
    builder.add<test::Device>("device", {{"latency_ms", 10.0}}).lanes =
        static_cast<unsigned>(state.range(0));
    builder.add<test::Write<test::DeviceResult>>("write",
                                                 {{"path", (folder / "lines.txt").string()}});
    RunOptions options;
    options.output = folder;
    const auto plan = builder.take();
    const RunReport report = run(*plan, options);
    std::filesystem::remove_all(folder);
    if (report.written != 300) throw std::runtime_error(report.message);
    state.SetIterationTime(report.wall_s / 300);
    state.counters["device_mean_ms"] = report.stages[2].mean_ms;
    state.counters["compute_mean_ms"] = report.stages[1].mean_ms;
  }
}
// `asleep`: the computing stage waits instead, for a machine whose cores are taken by others.
BENCHMARK_CAPTURE(overlap, computing, false)
    ->Args({1, 4})
    ->Args({1, 8})
    ->Args({2, 8})
    ->ArgNames({"lanes", "in_flight"})
    ->UseManualTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(overlap, asleep, true)
    ->Args({1, 4})
    ->Args({1, 8})
    ->Args({2, 8})
    ->ArgNames({"lanes", "in_flight"})
    ->UseManualTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace trackloom::bench

BENCHMARK_MAIN();
