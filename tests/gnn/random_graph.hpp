// Random graphs with the proportions of real ones, for tests and benchmarks of the network.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "gnn/architecture.hpp"
#include "gnn/graph_executor.hpp"

namespace trackloom::gnn::test {

struct RandomGraph {
  std::int64_t nodes = 0;
  std::vector<float> node_features, edge_features;
  std::vector<std::int32_t> source, target;

  GraphInput input() const { return {nodes, node_features, edge_features, source, target}; }
};

// `edges` edges sorted by source; a target lies within the 2000 nodes after its source, as it does
// in an event whose hits are ordered by module.
inline RandomGraph random_graph(const Architecture& architecture, std::int64_t nodes,
                                std::int64_t edges, unsigned seed) {
  RandomGraph graph;
  graph.nodes = nodes;
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-1.0F, 1.0F);
  graph.node_features.resize(nodes * architecture.node_width());
  graph.edge_features.resize(edges * architecture.edge_width());
  for (float& value : graph.node_features) value = uniform(random);
  for (float& value : graph.edge_features) value = uniform(random);
  for (std::int64_t i = 0; i < edges; ++i) {
    const std::int64_t source = i * nodes / edges;
    graph.source.push_back(static_cast<std::int32_t>(source));
    graph.target.push_back(static_cast<std::int32_t>(
        (source + 1 + static_cast<std::int64_t>(random() % std::min<std::int64_t>(2000, nodes))) %
        nodes));
  }
  return graph;
}

}  // namespace trackloom::gnn::test
