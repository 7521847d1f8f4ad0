// What an embedding network is made of: its options and the tensors that follow from them.
//
// One MLP (tensors "embedding.*", neural/parameters.hpp; ReLU, layer norm) on the node features of
// a hit (node_features.hpp), times `output_scale`. The first 2 `frames` outputs are vectors in the
// plane across the beam, in the frame of the hit, and are turned by the hit's phi: so a rotation of
// the event turns all points and changes no distance. With no frames the cosine and sine of phi are
// inputs instead, and the network has to learn what a rotation is, as in the papers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "neural/parameters.hpp"
#include "neural/training_state.hpp"

namespace trackloom::metric_learning {

struct Architecture {
  std::int64_t hidden = 128;  // a multiple of 8
  std::int64_t hidden_layers = 3;
  std::int64_t dimensions = 8;  // of the points, 3 to 12
  std::int64_t frames = 2;      // 2 frames <= dimensions
  bool layer_norm = true;
  bool cluster_features = true;
  float output_scale = 4;
  // Features are divided by these: r in mm, z in mm, eta, cells, the data set's unit of charge.
  std::vector<float> scales = {1000.0F, 1000.0F, 4.0F, 5.0F, 1.0F};

  std::int64_t input_width() const;

  friend bool operator==(const Architecture&, const Architecture&) = default;
};

// Throws std::runtime_error if an option is out of its range.
void check(const Architecture& architecture);

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

struct Checkpoint : neural::TrainingState {  // counts pairs
  Architecture architecture;
};
Checkpoint read_checkpoint(const std::filesystem::path& path);
void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

}  // namespace trackloom::metric_learning
