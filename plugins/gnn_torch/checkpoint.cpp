#include "gnn_torch/checkpoint.hpp"

#include <stdexcept>

namespace trackloom::gnn {

void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  write_training_state(path, parameter_specs(checkpoint.architecture), checkpoint, "edges",
                       to_metadata(checkpoint.architecture));
}

Checkpoint read_checkpoint(const std::filesystem::path& path) {
  const SafetensorsFile file(path);
  Checkpoint checkpoint;
  try {
    checkpoint.architecture = architecture_from(file.metadata());
  } catch (const std::exception& error) {
    throw std::runtime_error(path.string() + ": " + error.what());
  }
  static_cast<TrainingState&>(checkpoint) =
      read_training_state(file, parameter_specs(checkpoint.architecture), "edges");
  return checkpoint;
}

}  // namespace trackloom::gnn
