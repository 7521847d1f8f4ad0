// Time of module_map.build_graph for one pile-up-200 event on one core.
//
//   TRACKLOOM_TEST_DATA=FOLDER bench_module_map     FOLDER/acts-ttbar200 (default ../shared/data)
//
// with share/maps/module_map.tlmap. The argument is rms_factor * 10 of pooled ranges.
#include <benchmark/benchmark.h>

#include <string>

#include "bench/sample_event.hpp"
#include "module_map/build_graph.hpp"
#include "module_map/ranges.hpp"

namespace {

using namespace trackloom;
using bench::sample;
using module_map::BuildGraph;
using module_map::EdgeSearch;

const std::string map_path = TRACKLOOM_SOURCE_DIR "/share/maps/module_map.tlmap";

void build_graph(benchmark::State& state) {
  BuildGraph::Config config;
  config.map = map_path;
  config.rms_factor = static_cast<float>(state.range(0)) / 10;
  const BuildGraph build(config);
  HitGraph graph;
  for (auto _ : state) build(sample().event.hits, sample().detector, graph);
  state.counters["hits"] = static_cast<double>(sample().event.hits.size());
  state.counters["edges"] = static_cast<double>(graph.edges());
}
BENCHMARK(build_graph)->Arg(25)->Arg(30)->Arg(35)->Unit(benchmark::kMillisecond);

// Without the graph itself: doublets and triplets.
void search_edges(benchmark::State& state) {
  const auto learned = module_map::read_map(map_path);
  const auto map = module_map::make_module_map(learned, {});
  EdgeSearch search;
  for (auto _ : state) {
    search.find(map, learned.module_azimuth, sample().event.hits, 100'000'000);
  }
  state.counters["doublets"] = static_cast<double>(search.doublets());
  state.counters["survivors"] = static_cast<double>(search.survivors());
}
BENCHMARK(search_edges)->Unit(benchmark::kMillisecond);

void group_hits(benchmark::State& state) {
  const auto azimuths = module_map::module_azimuths(*sample().detector);
  module_map::HitsByModule hits;
  for (auto _ : state) hits.fill(sample().event.hits, azimuths);
}
BENCHMARK(group_hits)->Unit(benchmark::kMillisecond);

void load_map(benchmark::State& state) {
  BuildGraph::Config config;
  config.map = map_path;
  for (auto _ : state) const BuildGraph build(config);
}
BENCHMARK(load_map)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
