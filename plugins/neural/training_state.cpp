#include "neural/training_state.hpp"

#include <charconv>
#include <stdexcept>

namespace trackloom::neural {

namespace {

const char* const mean_prefix = "optimizer.mean.";
const char* const square_prefix = "optimizer.square.";

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

void write_training_state(const std::filesystem::path& path,
                          const std::vector<ParameterSpec>& specs, const TrainingState& state,
                          const std::string& counted, Metadata metadata) {
  std::vector<NamedTensor> tensors;
  append_tensors(tensors, "", specs, state.parameters);
  append_tensors(tensors, mean_prefix, specs, state.optimizer.mean);
  append_tensors(tensors, square_prefix, specs, state.optimizer.square);
  metadata["seed"] = std::to_string(state.seed);
  metadata["steps"] = std::to_string(state.optimizer.steps);
  metadata["minutes"] = std::to_string(state.minutes);
  metadata[counted] = std::to_string(state.count);
  write_safetensors(path, tensors, std::move(metadata));
}

TrainingState read_training_state(const SafetensorsFile& file,
                                  const std::vector<ParameterSpec>& specs,
                                  const std::string& counted) {
  TrainingState state;
  state.parameters = read_parameters(file, "", specs);
  state.seed = number<std::uint64_t>(file, "seed");
  state.optimizer.steps = number<std::int64_t>(file, "steps");
  state.minutes = number<double>(file, "minutes");
  state.count = number<std::uint64_t>(file, counted);
  state.optimizer.mean = read_parameters(file, mean_prefix, specs);
  state.optimizer.square = read_parameters(file, square_prefix, specs);
  return state;
}

}  // namespace trackloom::neural
