#include "triplets/architecture.hpp"

#include <cmath>
#include <numeric>
#include <stdexcept>

#include "neural/metadata.hpp"

namespace trackloom::triplets {

namespace {

using neural::boolean;
using neural::Metadata;
using neural::number;
using neural::require;
using neural::value_of;

const char* const architecture_name = "triplet_network_1";
const char* const format_version = "1";
constexpr std::size_t scale_count = 3;

Metadata to_metadata(const Architecture& a) {
  return {{"architecture", architecture_name},
          {"format_version", format_version},
          {"hidden", std::to_string(a.hidden)},
          {"hidden_layers", std::to_string(a.hidden_layers)},
          {"iterations", std::to_string(a.iterations)},
          {"layer_norm", a.layer_norm ? "true" : "false"},
          {"cluster_features", a.cluster_features ? "true" : "false"},
          {"scales", neural::text_of(a.scales)}};
}

Architecture architecture_from(const Metadata& metadata) {
  const std::string& name = value_of(metadata, "architecture");
  require(name == architecture_name,
          "architecture '" + name + "', expected '" + architecture_name + "'");
  const std::string& version = value_of(metadata, "format_version");
  require(version == format_version,
          "format version '" + version + "', this program reads '" + format_version + "'");
  Architecture a;
  a.hidden = number<std::int64_t>(metadata, "hidden");
  a.hidden_layers = number<std::int64_t>(metadata, "hidden_layers");
  a.iterations = number<std::int64_t>(metadata, "iterations");
  a.layer_norm = boolean(metadata, "layer_norm");
  a.cluster_features = boolean(metadata, "cluster_features");
  a.scales = neural::numbers(metadata, "scales");
  check(a);
  return a;
}

Architecture architecture_of(const neural::SafetensorsFile& file) {
  try {
    return architecture_from(file.metadata());
  } catch (const std::exception& error) {
    throw std::runtime_error(file.path().string() + ": " + error.what());
  }
}

}  // namespace

void check(const Architecture& a) {
  require(a.hidden >= 8 && a.hidden <= 512 && a.hidden % 8 == 0,
          "hidden is " + std::to_string(a.hidden) + ", expected a multiple of 8 up to 512");
  require(a.hidden_layers >= 1 && a.hidden_layers <= 8,
          "hidden_layers is " + std::to_string(a.hidden_layers) + ", expected 1 to 8");
  require(a.iterations >= 0 && a.iterations <= 32,
          "iterations is " + std::to_string(a.iterations) + ", expected 0 to 32");
  require(a.scales.size() == scale_count, "scales has " + std::to_string(a.scales.size()) +
                                              " numbers, expected " + std::to_string(scale_count));
  for (const float scale : a.scales) {
    require(std::isfinite(scale) && scale > 0, "scales holds a number that is not positive");
  }
}

std::vector<MlpSpec> mlp_specs(const Architecture& a) {
  const std::int64_t h = a.hidden;
  std::vector<MlpSpec> specs;
  specs.push_back({"doublet_encoder", {a.doublet_width()}, h});
  specs.push_back({"triplet_encoder", {h, h, static_cast<std::int64_t>(triplet_width)}, h});
  for (std::int64_t i = 0; i < a.iterations; ++i) {
    specs.push_back({"doublets" + std::to_string(i), {h, h, h}, h});
    specs.push_back({"triplets" + std::to_string(i), {h, h, h}, h});
  }
  specs.push_back({"classifier", {h, h, h}, 1});
  return specs;
}

std::vector<neural::ParameterSpec> parameter_specs(const Architecture& a) {
  std::vector<neural::ParameterSpec> specs;
  for (const MlpSpec& mlp : mlp_specs(a)) {
    const auto in = std::accumulate(mlp.inputs.begin(), mlp.inputs.end(), std::int64_t{0});
    neural::append_mlp(specs, mlp.name, {in, a.hidden, a.hidden_layers, mlp.out, a.layer_norm});
  }
  return specs;
}

Model read_model(const std::filesystem::path& path) {
  const neural::SafetensorsFile file(path);
  Model model;
  model.metadata = file.metadata();
  model.architecture = architecture_of(file);
  model.parameters = neural::read_all_parameters(file, parameter_specs(model.architecture));
  return model;
}

void write_model(const std::filesystem::path& path, const Architecture& architecture,
                 std::span<const float> parameters, const Metadata& more) {
  std::vector<neural::NamedTensor> tensors;
  neural::append_tensors(tensors, "", parameter_specs(architecture), parameters);
  Metadata all = to_metadata(architecture);
  all.insert(more.begin(), more.end());
  neural::write_safetensors(path, tensors, std::move(all));
}

Checkpoint read_checkpoint(const std::filesystem::path& path) {
  const neural::SafetensorsFile file(path);
  Checkpoint checkpoint;
  checkpoint.architecture = architecture_of(file);
  static_cast<neural::TrainingState&>(checkpoint) =
      neural::read_training_state(file, parameter_specs(checkpoint.architecture), "triplets");
  return checkpoint;
}

void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  neural::write_training_state(path, parameter_specs(checkpoint.architecture), checkpoint,
                               "triplets", to_metadata(checkpoint.architecture));
}

}  // namespace trackloom::triplets
