#include "neural/parameters.hpp"

#include <cmath>
#include <random>
#include <stdexcept>

namespace trackloom::neural {

namespace {

void append(std::vector<ParameterSpec>& specs, std::string name, TensorShape shape) {
  const std::size_t offset = parameter_count(specs);
  specs.push_back({std::move(name), std::move(shape), offset});
}

}  // namespace

void append_mlp(std::vector<ParameterSpec>& specs, const std::string& name, const MlpShape& shape) {
  for (std::int64_t layer = 0; layer <= shape.hidden_layers; ++layer) {
    const bool last = layer == shape.hidden_layers;
    const std::string index = std::to_string(layer);
    const std::int64_t rows = last ? shape.out : shape.hidden;
    append(specs, name + ".linear" + index + ".weight",
           {rows, layer == 0 ? shape.in : shape.hidden});
    append(specs, name + ".linear" + index + ".bias", {rows});
    if (!last && shape.layer_norm) {
      append(specs, name + ".norm" + index + ".weight", {shape.hidden});
      append(specs, name + ".norm" + index + ".bias", {shape.hidden});
      if (!shape.running_statistics) continue;
      append(specs, name + ".norm" + index + ".running_mean", {shape.hidden});
      append(specs, name + ".norm" + index + ".running_var", {shape.hidden});
    }
  }
}

bool is_running_statistic(const ParameterSpec& spec) {
  return spec.name.ends_with(".running_mean") || spec.name.ends_with(".running_var");
}

std::size_t parameter_count(const std::vector<ParameterSpec>& specs) {
  return specs.empty() ? 0 : specs.back().offset + element_count(specs.back().shape);
}

std::vector<float> initial_parameters(const std::vector<ParameterSpec>& specs, std::uint64_t seed) {
  std::vector<float> values(parameter_count(specs), 0.0F);
  std::mt19937_64 random(seed);
  for (const ParameterSpec& spec : specs) {
    float* data = values.data() + spec.offset;
    const std::size_t count = element_count(spec.shape);
    if (spec.shape.size() == 2) {
      const double bound = std::sqrt(1.0 / static_cast<double>(spec.shape[1]));
      for (std::size_t i = 0; i < count; ++i) {
        // 53 random bits: std::uniform_real_distribution differs between libraries.
        const double unit = static_cast<double>(random() >> 11U) * 0x1.0p-53;
        data[i] = static_cast<float>(bound * (2.0 * unit - 1.0));
      }
    } else if (spec.name.find(".norm") != std::string::npos &&
               (spec.name.ends_with(".weight") || spec.name.ends_with(".running_var"))) {
      std::fill(data, data + count, 1.0F);
    }
  }
  return values;
}

std::vector<float> read_parameters(const SafetensorsFile& file, const std::string& prefix,
                                   const std::vector<ParameterSpec>& specs) {
  std::vector<float> values;
  values.reserve(parameter_count(specs));
  for (const ParameterSpec& spec : specs) {
    const auto data = file.floats(prefix + spec.name, spec.shape);
    values.insert(values.end(), data.begin(), data.end());
  }
  return values;
}

std::vector<float> read_all_parameters(const SafetensorsFile& file,
                                       const std::vector<ParameterSpec>& specs) {
  std::vector<float> values = read_parameters(file, "", specs);
  for (const ParameterSpec& spec : specs) {
    for (std::size_t i = 0; i < element_count(spec.shape); ++i) {
      if (std::isfinite(values[spec.offset + i])) continue;
      throw std::runtime_error(file.path().string() + ": tensor '" + spec.name +
                               "' holds a number that is not finite");
    }
  }
  if (file.entries().size() != specs.size()) {
    throw std::runtime_error(
        file.path().string() + ": has " + std::to_string(file.entries().size()) +
        " tensors, the architecture in its metadata has " + std::to_string(specs.size()));
  }
  return values;
}

void append_tensors(std::vector<NamedTensor>& tensors, const std::string& prefix,
                    const std::vector<ParameterSpec>& specs, std::span<const float> values) {
  for (const ParameterSpec& spec : specs) {
    tensors.push_back(
        {prefix + spec.name, spec.shape, values.subspan(spec.offset, element_count(spec.shape))});
  }
}

}  // namespace trackloom::neural
