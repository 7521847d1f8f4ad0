// The MLPs of an edge classifier with their weights laid out for the kernel.
#pragma once

#include <cstdint>
#include <vector>

#include "gnn/architecture.hpp"
#include "neural/packed_mlp.hpp"

namespace trackloom::gnn {

// Names and inputs as in architecture.cpp's parameter_specs; empty vectors where an architecture
// has no such MLP. With shared weights there is one per vector.
struct PackedModel {
  explicit PackedModel(const Model& model);

  std::vector<PackedMlp> node_encoder, edge_encoder, node_network, edge_network, attention,
      classifier;
  void round(neural::Rounding rounding);

  // Of iteration i.
  static const PackedMlp& of(const std::vector<PackedMlp>& mlps, std::int64_t i) {
    return mlps[mlps.size() == 1 ? 0 : static_cast<std::size_t>(i)];
  }
};

}  // namespace trackloom::gnn
