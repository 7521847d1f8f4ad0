// What the network costs on one thread: inference and training, per edge.
#include <benchmark/benchmark.h>

#include "gnn/random_graph.hpp"
#include "gnn_torch/executor.hpp"
#include "gnn_torch/heap.hpp"

namespace {

using namespace trackloom::gnn;

Architecture architecture_of(benchmark::State& state) {
  Architecture architecture;
  architecture.hidden = state.range(0);
  architecture.iterations = state.range(1);
  return architecture;
}

// hidden, iterations, edges; four edges per node. 1 in the last place: torch's own operations.
void inference(benchmark::State& state) {
  keep_large_blocks();
  const Architecture architecture = architecture_of(state);
  const auto edges = state.range(2);
  const auto graph = test::random_graph(architecture, edges / 4, edges, 1);
  Executor executor(architecture);
  executor.set_parameters(initial_parameters(parameter_specs(architecture), 1));
  std::vector<float> logits(edges);
  for (auto _ : state) executor.logits(graph.input(), logits, state.range(3) != 0);
  state.SetItemsProcessed(state.iterations() * edges);
}
BENCHMARK(inference)
    ->Unit(benchmark::kMillisecond)
    ->Args({32, 6, 1000000, 0})
    ->Args({32, 6, 1000000, 1})
    ->Args({16, 4, 1000000, 0})
    ->Args({64, 6, 1000000, 0});

// 2 in the last place: torch's operations with products in bf16.
void training(benchmark::State& state) {
  keep_large_blocks();
  const Architecture architecture = architecture_of(state);
  const auto edges = state.range(2);
  const auto graph = test::random_graph(architecture, edges / 4, edges, 1);
  Executor executor(architecture, false, state.range(3) == 2 ? Precision::bf16 : Precision::fp32);
  const auto parameters = initial_parameters(parameter_specs(architecture), 1);
  executor.set_parameters(parameters);
  std::vector<float> gradient(parameters.size());
  const std::vector<float> label(edges, 0.5F);
  const std::vector<float> weight(edges, 1.0F);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        executor.loss_and_gradient(graph.input(), label, weight, gradient, state.range(3) == 1));
  }
  state.SetItemsProcessed(state.iterations() * edges);
}
BENCHMARK(training)
    ->Unit(benchmark::kMillisecond)
    ->Args({32, 6, 100000, 0})
    ->Args({32, 6, 100000, 1})
    ->Args({32, 6, 100000, 2})
    ->Args({128, 6, 20000, 1})
    ->Args({128, 6, 20000, 2})
    ->Args({32, 6, 700000, 0});

}  // namespace

BENCHMARK_MAIN();
