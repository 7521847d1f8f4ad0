// What an edge classifier is made of: its kind, options and the tensors that follow from them. The
// formulas of each kind stand in its header: interaction_network.hpp, interaction_network_2.hpp,
// attention_network.hpp.
//
// Every MLP is `hidden_layers` times Linear, Norm (layer or batch, eps 1e-5, or none), ReLU, then
// one Linear. Tensors of MLP m: m.linear0 ... m.linear<hidden_layers> (.weight [out, in], .bias
// [out]) and m.norm0 ... (.weight, .bias; with batch norm also .running_mean, .running_var).
//
// Batch norm: training normalises with the mean and the variance of the rows of one wedge, each
// wedge of a step by itself; inference with the running statistics, which are updated once per
// step: r = 0.9 r + 0.1 (mean over the step's wedges of their statistics, variance unbiased).
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

enum class ArchitectureKind { interaction_network_1, interaction_network_2, agnn };
// As in weight files and pipelines.
const std::vector<std::string>& architecture_names();
// Throws std::runtime_error that lists the names.
ArchitectureKind architecture_kind(const std::string& name);

enum class Norm { none, layer, batch };
const std::vector<std::string>& norm_names();
Norm norm_kind(const std::string& name);

struct Architecture {
  ArchitectureKind kind = ArchitectureKind::interaction_network_1;
  std::int64_t hidden = 32;        // a multiple of 8
  std::int64_t iterations = 6;     // 0: no messages, an MLP on each edge alone, which is a filter
  std::int64_t hidden_layers = 1;  // per MLP
  bool shared_weights = false;     // one set for all iterations; not with batch norm
  bool residual = true;            // of interaction_network_1: the others leave no choice
  Norm norm = Norm::layer;
  // 3: r, phi, z; 5: with the number of cells and their summed value.
  std::int64_t node_features = 3;
  // 0, or the six of docs/algorithms.md section 4, or more (pair_features()).
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

// The sizes of the papers, except for interaction_network_1, which is smaller (the defaults above).
Architecture default_architecture(ArchitectureKind kind);

// Throws std::runtime_error if an option is out of its range or does not go with the kind.
void check(const Architecture& architecture);

Metadata to_metadata(const Architecture& architecture);
// Throws std::runtime_error that names the key which is missing or out of range, or the version.
Architecture architecture_from(const Metadata& metadata);

// Trained tensors and running statistics.
std::vector<ParameterSpec> parameter_specs(const Architecture& architecture);

// Architecture and parameters of a weight file, every tensor's name, type and shape checked, none
// left over, all finite.
struct Model {
  Architecture architecture;
  std::vector<float> parameters;
  Metadata metadata;
};
Model read_model(const std::filesystem::path& path);

// Parameters alone, for inference. `metadata` says what they were trained on.
void write_model(const std::filesystem::path& path, const Architecture& architecture,
                 std::span<const float> parameters, const Metadata& metadata);

}  // namespace trackloom::gnn
