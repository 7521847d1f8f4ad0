// Time of layer_map.build_graph for one pile-up-200 event on one core, whole and in its parts.
//
//   TRACKLOOM_TEST_DATA=FOLDER bench_layer_map     FOLDER/acts-ttbar200 (default ../shared/data)
//
// with share/maps/layer_map.tlmap. The argument is max_edges.
#include <benchmark/benchmark.h>

#include <string>

#include "bench/sample_event.hpp"
#include "layer_map/build_graph.hpp"

namespace {

using namespace trackloom;
using namespace trackloom::layer_map;
using bench::sample;

const std::string map_path = TRACKLOOM_SOURCE_DIR "/share/maps/layer_map.tlmap";

void build_graph(benchmark::State& state) {
  BuildGraph::Config config;
  config.map = map_path;
  config.max_edges = static_cast<int>(state.range(0));
  BuildGraph build(config);
  HitGraph graph;
  EdgeScores scores;
  for (auto _ : state) build(sample().event.hits, sample().detector, nullptr, graph, scores);
  state.counters["hits"] = static_cast<double>(sample().event.hits.size());
  state.counters["edges"] = static_cast<double>(graph.edges());
}
BENCHMARK(build_graph)->Arg(400000)->Arg(800000)->Arg(1000000)->Unit(benchmark::kMillisecond);

struct Prepared {
  LayerMap map = LayerMap::read(map_path);
  Steps steps{map, *sample().detector, true};
  ByteTables tables{map};
  HitGrid grid;
  DoubletList doublets;
  Prepared() {
    grid.build(sample().event.hits, *sample().detector);
    find_doublets(map, tables, steps, grid, doublets);
  }
};

Prepared& prepared() {
  static Prepared value;
  return value;
}

void sort_hits(benchmark::State& state) {
  Prepared& p = prepared();
  for (auto _ : state) p.grid.build(sample().event.hits, *sample().detector);
}
BENCHMARK(sort_hits)->Unit(benchmark::kMillisecond);

void doublets(benchmark::State& state) {
  Prepared& p = prepared();
  for (auto _ : state) find_doublets(p.map, p.tables, p.steps, p.grid, p.doublets);
  state.counters["doublets"] = static_cast<double>(p.doublets.size());
}
BENCHMARK(doublets)->Unit(benchmark::kMillisecond);

void triplets(benchmark::State& state) {
  Prepared& p = prepared();
  BestTriplets best;
  for (auto _ : state) best_triplets(p.map, p.tables, p.steps, p.doublets, best);
}
BENCHMARK(triplets)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
