// What an interaction network is made of: its options and the tensors that follow from them.
//
// The network (IN1 of docs/algorithms.md section 5), H = hidden, sum aggregation:
//   x  = node_encoder([node features])                     e = edge_encoder([x_s, x_d, edge
//   features]) per iteration i:
//     x' = node_network.i([x, sum of incoming e, sum of outgoing e])   (+ x if residual)
//     e' = edge_network.i([x'_s, x'_d, e])                             (+ e if residual)
//   logit = classifier([x_s, x_d, e])
// Every MLP is `hidden_layers` times Linear, LayerNorm (if layer_norm, eps 1e-5), ReLU, then one
// Linear. Tensors of MLP m: m.linear0 ... m.linear<hidden_layers> (.weight [out, in], .bias [out])
// and m.norm0 ... (.weight, .bias).
//
// Conventions: edges point outward and the model sees each edge once, in that direction; s is the
// inner end (source), d the outer (target); the sigmoid is outside the model.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "event_data/cluster_shape.hpp"
#include "neural/parameters.hpp"

namespace trackloom::gnn {

using namespace neural;

struct Architecture {
  std::int64_t hidden = 32;        // a multiple of 8
  std::int64_t iterations = 6;     // 0: no messages, an MLP on each edge alone, which is a filter
  std::int64_t hidden_layers = 1;  // per MLP
  bool shared_weights = false;     // one set for all iterations
  bool residual = true;
  bool layer_norm = true;
  // 3: r, phi, z; 5: with the number of cells and their summed value.
  std::int64_t node_features = 3;
  // 0, or the six of docs/algorithms.md section 4.
  std::int64_t edge_features = 6;
  // Nodes: are there cells, cells along u and v, charge. Edges: those of ClusterMatch. An event
  // without cells has zeros; a network that is to cope must see some in training.
  bool cluster_features = false;
  bool prior_feature = false;  // edges: log odds of the scores that came with the graph
  // Node features are divided by these: mm, rad, mm, cells, the data set's unit of charge.
  std::vector<float> node_scales = {1000.0F, 3.14159265F, 1000.0F, 10.0F, 1.0F};

  std::int64_t node_width() const { return node_features + (cluster_features ? 4 : 0); }
  std::int64_t extra_width() const {
    return (cluster_features ? static_cast<std::int64_t>(ClusterMatch::width) : 0) +
           (prior_feature ? 1 : 0);
  }
  std::int64_t edge_width() const { return edge_features + extra_width(); }

  friend bool operator==(const Architecture&, const Architecture&) = default;
};

// Throws std::runtime_error if an option is out of its range.
void check(const Architecture& architecture);

Metadata to_metadata(const Architecture& architecture);
// Throws std::runtime_error that names the key which is missing or out of range, or the version.
Architecture architecture_from(const Metadata& metadata);

std::vector<ParameterSpec> parameter_specs(const Architecture& architecture);

// Architecture and parameters of a weight file, every tensor's name, type and shape checked, none
// left over, all finite.
struct Model {
  Architecture architecture;
  std::vector<float> parameters;
  Metadata metadata;
};
Model read_model(const std::filesystem::path& path);

}  // namespace trackloom::gnn
