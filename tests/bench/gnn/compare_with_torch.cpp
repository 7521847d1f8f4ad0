// The native executor against LibTorch and against the floor: same graph, same weights, one thread,
// one run.   usage: compare_with_torch [EDGES]   (default 200000; a quarter as many nodes)
//
// Times are the best of three, in processor time of the thread. "fused" is LibTorch with this
// project's training kernels, the first layer split; "torch" is LibTorch's own operations, split
// too; "bf16" and "int8" are the native executor in these. Floors: the multiply-adds that the
// network needs, over the peak; bytes of edge states that it must read and write, over the
// bandwidth of a copy.
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "bench/gnn/floor.hpp"
#include "gnn/native_executor.hpp"
#include "gnn/random_graph.hpp"
#include "gnn_torch/executor.hpp"
#include "gnn_torch/heap.hpp"
#include "neural/forward_rounded.hpp"

namespace {

using namespace trackloom;
using namespace trackloom::gnn;

// Multiply-adds of one run, in floating-point operations. Node products of edge MLPs count once per
// node; sums, norms and activations not at all.
double operations(const Architecture& a, double nodes, double edges) {
  const auto h = static_cast<double>(a.hidden), f = static_cast<double>(a.edge_width());
  const auto n = static_cast<double>(a.iterations);
  const double deep = static_cast<double>(a.hidden_layers - 1) * h * h;
  const double encoder = nodes * (static_cast<double>(a.node_width()) * h + deep + h * h);
  double total = encoder;
  if (a.kind == ArchitectureKind::agnn) {
    const double edge_mlp = edges * (f * h + deep + h) + nodes * 2 * h * h;
    total += n * (edge_mlp + nodes * (3 * h * h + deep + h * h)) + edge_mlp;
    return 2 * total;
  }
  const bool second = a.kind == ArchitectureKind::interaction_network_2;
  const double dense = second ? 2 : 1;
  total += edges * (f * h + deep + h * h) + nodes * 2 * h * h;
  total += n * (edges * (dense * h * h + deep + h * h) +
                nodes * (dense * 2 * h * h + (dense + 2) * h * h + deep + h * h));
  total += edges * (h * h + deep + h) + nodes * 2 * h * h;
  return 2 * total;
}

// Bytes of edge states: written by the encoder; read and written by each iteration, of
// interaction_network_2 with the encoder's besides; agnn keeps none and reads its features.
double edge_bytes(const Architecture& a, double edges) {
  const auto h = 4 * static_cast<double>(a.hidden), n = static_cast<double>(a.iterations);
  if (a.kind == ArchitectureKind::agnn) {
    return edges * 4 * static_cast<double>(a.edge_width()) * (n + 1);
  }
  return edges * h * (a.kind == ArchitectureKind::interaction_network_2 ? 1 + 3 * n : 2 * n);
}

template <class F>
double best_milliseconds(F&& work) {
  double best = 1e30;
  for (int repeat = 0; repeat < 3; ++repeat) {
    const double start = bench::thread_seconds();
    work();
    best = std::min(best, 1e3 * (bench::thread_seconds() - start));
  }
  return best;
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(double{a[i]} - b[i]));
  return most;
}

struct Case {
  ArchitectureKind kind;
  std::int64_t hidden, iterations;
};

}  // namespace

int main(int argc, char** argv) {
  const std::int64_t edges = argc > 1 ? std::atoll(argv[1]) : 200000;
  const std::int64_t nodes = edges / 4;
  keep_large_blocks();
  const double peak = bench::peak_gflops(), copy = bench::copy_gigabytes_per_second();
  const double half_peak = bench::peak_bf16_gflops(), byte_peak = bench::peak_int8_gops();
  std::printf(
      "one thread, %s, %s, %s; peak %.0f GFLOP/s in fp32, %.0f in bf16, %.0f in int8; copy %.1f "
      "GB/s (read + written)\n",
      forward_target(), bf16_kernels().front().name, int8_kernels().front().name, peak, half_peak,
      byte_peak, copy);
  std::printf("%lld edges, %lld nodes; ms\n", static_cast<long long>(edges),
              static_cast<long long>(nodes));
  std::printf("%-22s %6s %5s %8s %8s %8s %9s %9s %9s %8s %9s", "architecture", "hidden", "iter",
              "native", "fused", "torch", "vs torch", "flop min", "byte min", "of peak",
              "max diff");
  for (const char* precision : {"bf16", "int8"}) {
    std::printf(" %8s %8s %8s %9s", precision, "vs fp32", "of peak", "max diff");
  }
  std::printf("\n");
  using enum ArchitectureKind;
  const Case cases[] = {{interaction_network_1, 16, 0},  {interaction_network_1, 32, 6},
                        {interaction_network_1, 64, 6},  {interaction_network_1, 128, 6},
                        {interaction_network_2, 128, 8}, {agnn, 64, 8}};
  for (const Case& c : cases) {
    Architecture a = default_architecture(c.kind);
    a.hidden = c.hidden;
    a.iterations = c.iterations;
    const auto graph = test::random_graph(a, nodes, edges, 1);
    const auto parameters = initial_parameters(parameter_specs(a), 1);
    NativeExecutor native({a, parameters, {}});
    Executor torch(a);
    torch.set_parameters(parameters);
    std::vector<float> fast(edges), rounded(edges), fused(edges), plain(edges);
    const double native_ms = best_milliseconds([&] { native.logits(graph.input(), fast); });
    const double fused_ms = best_milliseconds([&] { torch.logits(graph.input(), fused); });
    const double torch_ms = best_milliseconds([&] { torch.logits(graph.input(), plain, true); });
    const double difference = largest_difference(fast, plain);
    const double flops = operations(a, static_cast<double>(nodes), static_cast<double>(edges));
    const double flop_ms = flops / peak * 1e-6;
    const double byte_ms = edge_bytes(a, static_cast<double>(edges)) / copy * 1e-6;
    std::printf("%-22s %6lld %5lld %8.1f %8.1f %8.1f %8.1fx %9.1f %9.1f %7.0f%% %9.1e",
                architecture_names()[static_cast<std::size_t>(c.kind)].c_str(),
                static_cast<long long>(c.hidden), static_cast<long long>(c.iterations), native_ms,
                fused_ms, torch_ms, torch_ms / native_ms, flop_ms, byte_ms,
                100 * flop_ms / native_ms, difference);
    for (const NativePrecision precision : {NativePrecision::bf16, NativePrecision::int8}) {
      NativeExecutor executor({a, parameters, {}}, precision);
      const double ms = best_milliseconds([&] { executor.logits(graph.input(), rounded); });
      const double of = precision == NativePrecision::bf16 ? half_peak : byte_peak;
      std::printf(" %8.1f %7.2fx %7.0f%% %9.1e", ms, native_ms / ms,
                  of > 0 ? 100 * flops / of * 1e-6 / ms : 0, largest_difference(rounded, plain));
    }
    std::printf("\n");
    std::fflush(stdout);
  }
}
