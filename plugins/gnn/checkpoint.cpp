#include "gnn/checkpoint.hpp"

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

void write_model(const std::filesystem::path& path, const Architecture& architecture,
                 std::span<const float> parameters, const Metadata& metadata) {
  std::vector<NamedTensor> tensors;
  append_tensors(tensors, "", parameter_specs(architecture), parameters);
  Metadata all = to_metadata(architecture);
  all.insert(metadata.begin(), metadata.end());
  write_safetensors(path, tensors, std::move(all));
}

}  // namespace trackloom::gnn
