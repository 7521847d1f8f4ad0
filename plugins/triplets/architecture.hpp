// What a triplet classifier is made of: its options and the tensors that follow from them.
//
// A message-passing network over the graph of doublets (nodes) and triplets (links), network.hpp.
// Weight files name it "triplet_network_1".
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "neural/parameters.hpp"
#include "neural/training_state.hpp"
#include "triplets/features.hpp"

namespace trackloom::triplets {

struct Architecture {
  std::int64_t hidden = 32;        // a multiple of 8
  std::int64_t hidden_layers = 1;  // per MLP
  std::int64_t iterations = 2;     // 0: no messages, an MLP on each triplet
  bool layer_norm = true;
  bool cluster_features = true;
  // Of features.hpp: R in mm, Z in mm, T in tesla.
  std::vector<float> scales = {1000.0F, 1000.0F, 2.0F};

  float r_scale() const { return scales[0]; }
  float z_scale() const { return scales[1]; }
  float field() const { return scales[2]; }
  std::int64_t doublet_width() const {
    return static_cast<std::int64_t>(plain_doublet_width + (cluster_features ? cluster_width : 0));
  }

  friend bool operator==(const Architecture&, const Architecture&) = default;
};

// Throws std::runtime_error if an option is out of its range.
void check(const Architecture& architecture);

// The network's MLPs in the order of their tensors, with the widths of their inputs.
struct MlpSpec {
  std::string name;
  std::vector<std::int64_t> inputs;
  std::int64_t out = 0;
};
std::vector<MlpSpec> mlp_specs(const Architecture& architecture);
std::vector<neural::ParameterSpec> parameter_specs(const Architecture& architecture);

struct Model {
  Architecture architecture;
  std::vector<float> parameters;
  neural::Metadata metadata;
};
// Throws std::runtime_error that names the file and what is wrong; of a tensor both shapes.
Model read_model(const std::filesystem::path& path);
// `more` says what it was trained on.
void write_model(const std::filesystem::path& path, const Architecture& architecture,
                 std::span<const float> parameters, const neural::Metadata& more);

struct Checkpoint : neural::TrainingState {  // counts triplets
  Architecture architecture;
};
Checkpoint read_checkpoint(const std::filesystem::path& path);
void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

}  // namespace trackloom::triplets
