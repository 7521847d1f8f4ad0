// A training run on disk: parameters and the optimiser's state, as safetensors.
#pragma once

#include <filesystem>

#include "gnn/adamw.hpp"
#include "gnn/architecture.hpp"

namespace trackloom::gnn {

struct Checkpoint {
  Architecture architecture;
  std::vector<float> parameters;
  AdamWState optimizer;
  std::uint64_t seed = 0;
  double minutes = 0;       // of training so far
  std::uint64_t edges = 0;  // trained so far
};

// Complete or absent. The steps taken are the optimiser's.
void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);
// Every tensor checked against the architecture in the file; std::runtime_error as read_model.
Checkpoint read_checkpoint(const std::filesystem::path& path);

// Parameters alone, for inference. `metadata` says what they were trained on.
void write_model(const std::filesystem::path& path, const Architecture& architecture,
                 std::span<const float> parameters, const Metadata& metadata);

}  // namespace trackloom::gnn
