#include "gnn/architecture.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "neural/metadata.hpp"

namespace trackloom::gnn {

using neural::boolean;
using neural::number;
using neural::require;
using neural::value_of;

namespace {

// Version 1 had no cluster_features and prior_feature; versions 1 and 2 knew one architecture, and
// layer_norm (true or false) where version 3 has norm.
const std::vector<std::string> format_versions = {"1", "2", "3"};

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "'" : ", '") + name + "'";
  return text;
}

std::size_t index_of(const std::vector<std::string>& names, const std::string& name,
                     const char* what) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    throw std::runtime_error(std::string(what) + " '" + name + "', this program knows " +
                             join(names));
  }
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

const std::vector<std::string>& architecture_names() {
  static const std::vector<std::string> names = {"interaction_network_1", "interaction_network_2",
                                                 "agnn"};
  return names;
}

ArchitectureKind architecture_kind(const std::string& name) {
  return static_cast<ArchitectureKind>(index_of(architecture_names(), name, "architecture"));
}

const std::vector<std::string>& norm_names() {
  static const std::vector<std::string> names = {"none", "layer", "batch"};
  return names;
}

Norm norm_kind(const std::string& name) {
  return static_cast<Norm>(index_of(norm_names(), name, "norm"));
}

Architecture default_architecture(ArchitectureKind kind) {
  Architecture a;
  a.kind = kind;
  if (kind == ArchitectureKind::interaction_network_1) return a;
  const bool attention = kind == ArchitectureKind::agnn;
  a.hidden = attention ? 64 : 128;
  a.iterations = 8;
  a.hidden_layers = 2;
  a.residual = attention;
  a.norm = attention ? Norm::layer : Norm::batch;
  return a;
}

void check(const Architecture& a) {
  require(a.hidden >= 8 && a.hidden <= 1024 && a.hidden % 8 == 0,
          "hidden is " + std::to_string(a.hidden) + ", expected a multiple of 8 up to 1024");
  require(a.iterations >= 0 && a.iterations <= 64,
          "iterations is " + std::to_string(a.iterations) + ", expected 0 to 64");
  require(a.hidden_layers >= 1 && a.hidden_layers <= 8,
          "hidden_layers is " + std::to_string(a.hidden_layers) + ", expected 1 to 8");
  require(!a.shared_weights || a.norm != Norm::batch,
          "shared_weights and batch norm: iterations differ in their statistics, expected separate "
          "weights or layer norm");
  require(a.kind == ArchitectureKind::interaction_network_1 ||
              a.residual == (a.kind == ArchitectureKind::agnn),
          "residual does not go with " + architecture_names()[static_cast<std::size_t>(a.kind)]);
  require(a.node_features == 3 || a.node_features == 5,
          "node_features is " + std::to_string(a.node_features) + ", expected 3 or 5");
  require(a.edge_features == 0 || a.edge_features == 6 || a.edge_features == 10 ||
              a.edge_features == 11,
          "edge_features is " + std::to_string(a.edge_features) + ", expected 0, 6, 10 or 11");
  require(static_cast<std::int64_t>(a.node_scales.size()) >= a.node_features,
          "node_scales has " + std::to_string(a.node_scales.size()) + " numbers, expected " +
              std::to_string(a.node_features));
  for (const float scale : a.node_scales) {
    require(std::isfinite(scale) && scale > 0, "node_scales holds a number that is not positive");
  }
}

Metadata to_metadata(const Architecture& a) {
  const auto flag = [](bool value) { return std::string(value ? "true" : "false"); };
  return {{"architecture", architecture_names()[static_cast<std::size_t>(a.kind)]},
          {"format_version", format_versions.back()},
          {"hidden", std::to_string(a.hidden)},
          {"iterations", std::to_string(a.iterations)},
          {"hidden_layers", std::to_string(a.hidden_layers)},
          {"shared_weights", flag(a.shared_weights)},
          {"residual", flag(a.residual)},
          {"norm", norm_names()[static_cast<std::size_t>(a.norm)]},
          {"node_features", std::to_string(a.node_features)},
          {"edge_features", std::to_string(a.edge_features)},
          {"cluster_features", flag(a.cluster_features)},
          {"prior_feature", flag(a.prior_feature)},
          {"node_scales", neural::text_of(a.node_scales)}};
}

Architecture architecture_from(const Metadata& metadata) {
  const std::string& version = value_of(metadata, "format_version");
  const std::size_t age =
      format_versions.size() - 1 - index_of(format_versions, version, "format version");
  Architecture a;
  a.kind = architecture_kind(value_of(metadata, "architecture"));
  a.hidden = number<std::int64_t>(metadata, "hidden");
  a.iterations = number<std::int64_t>(metadata, "iterations");
  a.hidden_layers = number<std::int64_t>(metadata, "hidden_layers");
  a.shared_weights = boolean(metadata, "shared_weights");
  a.residual = boolean(metadata, "residual");
  a.norm = age == 0                          ? norm_kind(value_of(metadata, "norm"))
           : boolean(metadata, "layer_norm") ? Norm::layer
                                             : Norm::none;
  a.node_features = number<std::int64_t>(metadata, "node_features");
  a.edge_features = number<std::int64_t>(metadata, "edge_features");
  if (age < 2) {
    a.cluster_features = boolean(metadata, "cluster_features");
    a.prior_feature = boolean(metadata, "prior_feature");
  }
  a.node_scales = neural::numbers(metadata, "node_scales");
  check(a);
  return a;
}

std::vector<ParameterSpec> parameter_specs(const Architecture& a) {
  std::vector<ParameterSpec> specs;
  const auto mlp = [&](const std::string& name, std::int64_t in, std::int64_t out) {
    append_mlp(specs, name,
               {in, a.hidden, a.hidden_layers, out, a.norm != Norm::none, a.norm == Norm::batch});
  };
  const std::int64_t hidden = a.hidden;
  const std::int64_t sets = a.shared_weights ? 1 : a.iterations;
  mlp("node_encoder", a.node_width(), hidden);
  if (a.kind == ArchitectureKind::agnn) {
    for (std::int64_t i = 0; i < sets; ++i) {
      mlp("attention." + std::to_string(i), 2 * hidden + a.edge_width(), 1);
      mlp("node_network." + std::to_string(i), 3 * hidden, hidden);
    }
    mlp("classifier", 2 * hidden + a.edge_width(), 1);
    return specs;
  }
  const bool second = a.kind == ArchitectureKind::interaction_network_2;
  mlp("edge_encoder", 2 * hidden + a.edge_width(), hidden);
  for (std::int64_t i = 0; i < sets; ++i) {
    mlp("node_network." + std::to_string(i), (second ? 4 : 3) * hidden, hidden);
    mlp("edge_network." + std::to_string(i), (second ? 6 : 3) * hidden, hidden);
  }
  mlp("classifier", 3 * hidden, 1);
  return specs;
}

Model read_model(const std::filesystem::path& path) {
  const SafetensorsFile file(path);
  Model model;
  model.metadata = file.metadata();
  try {
    model.architecture = architecture_from(model.metadata);
  } catch (const std::exception& error) {
    throw std::runtime_error(path.string() + ": " + error.what());
  }
  model.parameters = read_all_parameters(file, parameter_specs(model.architecture));
  return model;
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
