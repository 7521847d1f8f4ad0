#include "cuda/network_executor.hpp"

#include "cuda/network_weights.hpp"

#include <algorithm>
#include <cstring>
#include <future>
#include <stdexcept>
#include <vector>

namespace trackloom::cuda {
namespace {

const gnn::Model& checked(const gnn::Model& model) {
  if (const std::string why = why_not(0); !why.empty()) {
    throw ConfigError(why + "; use 'executor: native'", "executor");
  }
  check_supported(model.architecture);
  return model;
}

class Waiting final : public CompletionTarget {
 public:
  void complete(std::string) noexcept override { promise_.set_value(); }
  void wait() { promise_.get_future().get(); }

 private:
  std::promise<void> promise_;
};

// [rows, width] as [rows, padded width].
std::vector<float> pad(std::span<const float> values, std::size_t rows, std::int64_t width) {
  const std::size_t wide = padded(width), narrow = static_cast<std::size_t>(width);
  std::vector<float> result(rows * wide, 0.0F);
  for (std::size_t i = 0; i < rows; ++i) {
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(i * narrow), narrow,
                result.begin() + static_cast<std::ptrdiff_t>(i * wide));
  }
  return result;
}

}  // namespace

NetworkExecutor::NetworkExecutor(const gnn::Model& model)
    : model_(checked(model)), network_(model_), lane_({.stage = "gnn.interaction_network"}) {}

void NetworkExecutor::logits(const gnn::GraphInput& graph, std::span<float> out) {
  const auto target = std::make_shared<Waiting>();
  lane_.start(Completion(target), [&] { run(graph, out); });
  target->wait();
  lane_.finish();
}

void NetworkExecutor::run(const gnn::GraphInput& graph, std::span<float> out) {
  const std::size_t edges = graph.source.size();
  const auto nodes = static_cast<std::size_t>(graph.nodes);
  const gnn::Architecture& a = model_.architecture;
  if (!std::is_sorted(graph.source.begin(), graph.source.end())) {
    throw std::runtime_error("the device wants the edges of a graph ordered by their source");
  }
  if (edges == 0) return;
  const std::vector<std::uint32_t> source(graph.source.begin(), graph.source.end());
  const std::vector<std::uint32_t> target(graph.target.begin(), graph.target.end());
  std::vector<std::uint32_t> first(nodes + 1, 0);
  for (const std::uint32_t n : source) ++first[n + 1];
  for (std::size_t n = 0; n < nodes; ++n) first[n + 1] += first[n];
  graph_.nodes = static_cast<std::uint32_t>(nodes);
  graph_.edges = static_cast<std::uint32_t>(edges);
  lane_.upload(graph_.source, std::span<const std::uint32_t>(source));
  lane_.upload(graph_.target, std::span<const std::uint32_t>(target));
  lane_.upload(graph_.first, std::span<const std::uint32_t>(first));
  const auto node_rows = pad(graph.node_features, nodes, a.node_width());
  const auto edge_rows = pad(graph.edge_features, edges, a.edge_width());
  lane_.upload(features_.nodes, std::span<const float>(node_rows));
  lane_.upload(features_.edges, std::span<const float>(edge_rows));
  const DeviceBuffer<float>& logits = network_.logits(lane_, features_, graph_);
  float* staging = staging_.room_for(edges);
  copy_to_host(staging, logits.data(), edges * sizeof(float), lane_.stream().handle());
  lane_.stream().wait();
  std::memcpy(out.data(), staging, edges * sizeof(float));
}

}  // namespace trackloom::cuda
