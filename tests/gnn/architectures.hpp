// Architectures that have every option somewhere, and parameters for them.
#pragma once

#include <cmath>
#include <vector>

#include "gnn/architecture.hpp"

namespace trackloom::gnn::test {

inline Architecture small(ArchitectureKind kind, std::int64_t iterations) {
  Architecture architecture = default_architecture(kind);
  architecture.hidden = 16;
  architecture.iterations = iterations;
  return architecture;
}

inline std::vector<Architecture> architectures() {
  std::vector<Architecture> list(9);
  list[0].iterations = 3;
  list[1].hidden = 8;
  list[1].residual = false;
  list[1].shared_weights = true;
  list[2].hidden = 24;
  list[2].norm = Norm::none;
  list[2].iterations = 2;
  list[3].hidden = 16;
  list[3].hidden_layers = 3;
  list[3].iterations = 2;
  list[4].edge_features = 0;
  list[4].node_features = 5;
  list[4].iterations = 2;
  list[5].hidden = 64;
  list[5].hidden_layers = 2;
  list[5].iterations = 1;
  list[6].hidden = 16;
  list[6].iterations = 0;
  list[6].cluster_features = true;
  list[7].hidden = 8;
  list[7].iterations = 1;
  list[7].edge_features = 0;
  list[7].prior_feature = true;
  list[8].hidden = 16;
  list[8].iterations = 2;
  list[8].norm = Norm::batch;
  const auto second = ArchitectureKind::interaction_network_2;
  list.push_back(small(second, 2));
  list.push_back(small(second, 3));
  list.back().norm = Norm::layer;
  list.back().shared_weights = true;
  list.push_back(small(second, 1));
  list.back().edge_features = 0;
  list.push_back(small(ArchitectureKind::agnn, 3));
  list.push_back(small(ArchitectureKind::agnn, 2));
  list.back().edge_features = 0;
  list.back().shared_weights = true;
  list.push_back(small(ArchitectureKind::agnn, 2));
  list.back().norm = Norm::batch;
  list.back().hidden_layers = 1;
  return list;
}

// Parameters with no special values: biases and norms away from 0 and 1.
inline std::vector<float> parameters_of(const Architecture& architecture) {
  auto values = initial_parameters(parameter_specs(architecture), 5);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] += 0.1F * std::sin(static_cast<float>(i));
  }
  return values;
}

}  // namespace trackloom::gnn::test
