#include "gnn/checkpoint.hpp"

#include <charconv>
#include <stdexcept>

namespace trackloom::gnn {

namespace {

const char* const mean_prefix = "optimizer.mean.";
const char* const square_prefix = "optimizer.square.";

void append(std::vector<NamedTensor>& tensors, const std::string& prefix,
            const std::vector<ParameterSpec>& specs, std::span<const float> values) {
  for (const ParameterSpec& spec : specs) {
    tensors.push_back(
        {prefix + spec.name, spec.shape, values.subspan(spec.offset, element_count(spec.shape))});
  }
}

std::vector<float> collect(const SafetensorsFile& file, const std::string& prefix,
                           const std::vector<ParameterSpec>& specs) {
  std::vector<float> values;
  for (const ParameterSpec& spec : specs) {
    const auto data = file.floats(prefix + spec.name, spec.shape);
    values.insert(values.end(), data.begin(), data.end());
  }
  return values;
}

template <class T>
T number(const SafetensorsFile& file, const std::string& key) {
  const auto found = file.metadata().find(key);
  T value{};
  if (found != file.metadata().end()) {
    const std::string& text = found->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size()) return value;
  }
  throw std::runtime_error(file.path().string() + ": metadata '" + key +
                           "' is missing or no number: not a checkpoint?");
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  const std::vector<ParameterSpec> specs = parameter_specs(checkpoint.architecture);
  std::vector<NamedTensor> tensors;
  append(tensors, "", specs, checkpoint.parameters);
  append(tensors, mean_prefix, specs, checkpoint.optimizer.mean);
  append(tensors, square_prefix, specs, checkpoint.optimizer.square);
  Metadata metadata = to_metadata(checkpoint.architecture);
  metadata["seed"] = std::to_string(checkpoint.seed);
  metadata["steps"] = std::to_string(checkpoint.optimizer.steps);
  metadata["minutes"] = std::to_string(checkpoint.minutes);
  metadata["edges"] = std::to_string(checkpoint.edges);
  write_safetensors(path, tensors, std::move(metadata));
}

Checkpoint read_checkpoint(const std::filesystem::path& path) {
  const SafetensorsFile file(path);
  Checkpoint checkpoint;
  try {
    checkpoint.architecture = architecture_from(file.metadata());
  } catch (const std::exception& error) {
    throw std::runtime_error(path.string() + ": " + error.what());
  }
  const std::vector<ParameterSpec> specs = parameter_specs(checkpoint.architecture);
  checkpoint.parameters = collect(file, "", specs);
  checkpoint.seed = number<std::uint64_t>(file, "seed");
  checkpoint.optimizer.steps = number<std::int64_t>(file, "steps");
  checkpoint.minutes = number<double>(file, "minutes");
  checkpoint.edges = number<std::uint64_t>(file, "edges");
  checkpoint.optimizer.mean = collect(file, mean_prefix, specs);
  checkpoint.optimizer.square = collect(file, square_prefix, specs);
  return checkpoint;
}

void write_model(const std::filesystem::path& path, const Architecture& architecture,
                 std::span<const float> parameters, const Metadata& metadata) {
  std::vector<NamedTensor> tensors;
  append(tensors, "", parameter_specs(architecture), parameters);
  Metadata all = to_metadata(architecture);
  all.insert(metadata.begin(), metadata.end());
  write_safetensors(path, tensors, std::move(all));
}

}  // namespace trackloom::gnn
