// The parameters of a model as one flat vector, which optimiser, executors and files share.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "neural/safetensors.hpp"

namespace trackloom::neural {

// Where a tensor lives in the flat vector.
struct ParameterSpec {
  std::string name;
  TensorShape shape;
  std::size_t offset = 0;
};

// Appends the tensors of one MLP: `hidden_layers` times Linear, LayerNorm (if layer_norm), and one
// Linear. Of MLP m: m.linear0 ... m.linear<hidden_layers> (.weight [out, in], .bias [out]) and
// m.norm0 ... (.weight, .bias, and .running_mean, .running_var with running statistics: batch
// norm).
struct MlpShape {
  std::int64_t in = 0, hidden = 0, hidden_layers = 0, out = 0;
  bool layer_norm = true;
  bool running_statistics = false;  // of the norms
};
void append_mlp(std::vector<ParameterSpec>& specs, const std::string& name, const MlpShape& shape);

// Measured in training, not trained by gradient.
bool is_running_statistic(const ParameterSpec& spec);

std::size_t parameter_count(const std::vector<ParameterSpec>& specs);

// Weights uniform within +-sqrt(1 / inputs), as torch's Linear; zero biases, unit norms and
// variances. Depends on the seed only.
std::vector<float> initial_parameters(const std::vector<ParameterSpec>& specs, std::uint64_t seed);

// The tensors PREFIX + name of a file, in the layout of specs; their types and shapes are checked.
std::vector<float> read_parameters(const SafetensorsFile& file, const std::string& prefix,
                                   const std::vector<ParameterSpec>& specs);
// As above, for inference: all finite, and the file holds no other tensors.
std::vector<float> read_all_parameters(const SafetensorsFile& file,
                                       const std::vector<ParameterSpec>& specs);

// Views of `values` as tensors PREFIX + name, for write_safetensors.
void append_tensors(std::vector<NamedTensor>& tensors, const std::string& prefix,
                    const std::vector<ParameterSpec>& specs, std::span<const float> values);

}  // namespace trackloom::neural
