#include "metric_learning/architecture.hpp"

#include <cmath>
#include <stdexcept>

#include "metric_learning/node_features.hpp"
#include "neural/metadata.hpp"

namespace trackloom::metric_learning {

namespace {

using neural::boolean;
using neural::Metadata;
using neural::number;
using neural::require;
using neural::value_of;

const char* const architecture_name = "embedding_1";
const char* const format_version = "1";
constexpr std::size_t scale_count = 5;

Metadata to_metadata(const Architecture& a) {
  return {{"architecture", architecture_name},
          {"format_version", format_version},
          {"hidden", std::to_string(a.hidden)},
          {"hidden_layers", std::to_string(a.hidden_layers)},
          {"dimensions", std::to_string(a.dimensions)},
          {"frames", std::to_string(a.frames)},
          {"layer_norm", a.layer_norm ? "true" : "false"},
          {"cluster_features", a.cluster_features ? "true" : "false"},
          {"output_scale", neural::text_of({a.output_scale})},
          {"scales", neural::text_of(a.scales)}};
}

Architecture architecture_from(const Metadata& metadata) {
  const std::string& name = value_of(metadata, "architecture");
  require(name == architecture_name,
          "architecture '" + name + "', expected '" + architecture_name + "'");
  const std::string& version = value_of(metadata, "format_version");
  require(version == format_version,
          "format version '" + version + "', this program reads '" + format_version + "'");
  const auto integer = [&](const std::string& key) { return number<std::int64_t>(metadata, key); };
  Architecture a;
  a.hidden = integer("hidden");
  a.hidden_layers = integer("hidden_layers");
  a.dimensions = integer("dimensions");
  a.frames = integer("frames");
  a.layer_norm = boolean(metadata, "layer_norm");
  a.cluster_features = boolean(metadata, "cluster_features");
  a.output_scale = number<float>(metadata, "output_scale");
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

std::int64_t Architecture::input_width() const {
  return NodeColumns(cluster_features, frames == 0).width;
}

void check(const Architecture& a) {
  require(a.hidden >= 8 && a.hidden <= 1024 && a.hidden % 8 == 0,
          "hidden is " + std::to_string(a.hidden) + ", expected a multiple of 8 up to 1024");
  require(a.hidden_layers >= 1 && a.hidden_layers <= 16,
          "hidden_layers is " + std::to_string(a.hidden_layers) + ", expected 1 to 16");
  require(a.dimensions >= 3 && a.dimensions <= 12,
          "dimensions is " + std::to_string(a.dimensions) + ", expected 3 to 12");
  require(a.frames >= 0 && 2 * a.frames <= a.dimensions,
          "frames is " + std::to_string(a.frames) + ", expected 0 to half of the " +
              std::to_string(a.dimensions) + " dimensions");
  require(a.scales.size() == scale_count, "scales has " + std::to_string(a.scales.size()) +
                                              " numbers, expected " + std::to_string(scale_count));
  require(std::isfinite(a.output_scale) && a.output_scale > 0, "output_scale is not positive");
  for (const float scale : a.scales) {
    require(std::isfinite(scale) && scale > 0, "scales holds a number that is not positive");
  }
}

std::vector<neural::ParameterSpec> parameter_specs(const Architecture& a) {
  std::vector<neural::ParameterSpec> specs;
  neural::append_mlp(specs, "embedding",
                     {a.input_width(), a.hidden, a.hidden_layers, a.dimensions, a.layer_norm});
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
      neural::read_training_state(file, parameter_specs(checkpoint.architecture), "pairs");
  return checkpoint;
}

void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  neural::write_training_state(path, parameter_specs(checkpoint.architecture), checkpoint, "pairs",
                               to_metadata(checkpoint.architecture));
}

}  // namespace trackloom::metric_learning
