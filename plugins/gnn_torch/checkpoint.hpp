// A training run on disk: parameters and the optimiser's state, as safetensors.
#pragma once

#include <filesystem>

#include "gnn/architecture.hpp"
#include "neural/training_state.hpp"

namespace trackloom::gnn {

struct Checkpoint : TrainingState {  // counts edges
  Architecture architecture;
};

// Complete or absent. The steps taken are the optimiser's.
void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);
// Every tensor checked against the architecture in the file; std::runtime_error as read_model.
Checkpoint read_checkpoint(const std::filesystem::path& path);

}  // namespace trackloom::gnn
