// Fit and refinement on the tracks of a pile-up-200 event: the true ones, of which every fourth
// hit is left out, so that there is something to be found. One thread.
#include <benchmark/benchmark.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <vector>

#include "bench/sample_event.hpp"
#include "track_fitting/clean.hpp"
#include "track_fitting/extend.hpp"
#include "track_fitting/fit.hpp"
#include "track_fitting/merge.hpp"
#include "track_fitting/resolve_shared.hpp"

using namespace trackloom;
using namespace trackloom::track_fitting;

namespace {

// Hits by particle, in order of their distance from the origin; three or more.
TrackCandidates tracks(const trackml::EventData& event) {
  std::vector<std::vector<std::uint32_t>> rows(event.particles.size());
  for (std::uint32_t h = 0; h < event.hits.size(); ++h) {
    if (event.truth.particle[h] != no_particle) rows[event.truth.particle[h]].push_back(h);
  }
  TrackCandidates out;
  for (auto& row : rows) {
    std::sort(row.begin(), row.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::hypot(event.hits.r[a], event.hits.z[a]) <
             std::hypot(event.hits.r[b], event.hits.z[b]);
    });
    std::vector<std::uint32_t> kept;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i % 4 != 3) kept.push_back(row[i]);
    }
    if (kept.size() >= 3) out.push_back(kept);
  }
  return out;
}

template <class Stage>
void refine(benchmark::State& state) {
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  const bench::Sample& sample = bench::sample();
  static const TrackCandidates all = tracks(sample.event);
  const Stage stage{typename Stage::Config{}};
  TrackCandidates out;
  TrackParameters parameters;
  for (auto _ : state) {
    if constexpr (requires { stage(sample.event.hits, sample.detector, all, out); }) {
      stage(sample.event.hits, sample.detector, all, out);
      benchmark::DoNotOptimize(out.hit.data());
    } else {
      stage(sample.event.hits, sample.detector, all, parameters);
      benchmark::DoNotOptimize(parameters.perigee.data());
    }
  }
  state.counters["tracks"] = static_cast<double>(all.size());
  state.counters["hits"] = static_cast<double>(all.hit.size());
  state.counters["us_per_track"] = benchmark::Counter(
      static_cast<double>(all.size()) * 1e-6 * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

BENCHMARK(refine<Fit>)->Unit(benchmark::kMillisecond);
BENCHMARK(refine<Clean>)->Unit(benchmark::kMillisecond);
BENCHMARK(refine<Merge>)->Unit(benchmark::kMillisecond);
BENCHMARK(refine<Extend>)->Unit(benchmark::kMillisecond);
BENCHMARK(refine<ResolveShared>)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
