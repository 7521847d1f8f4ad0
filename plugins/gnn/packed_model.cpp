#include "gnn/packed_model.hpp"

namespace trackloom::gnn {

PackedModel::PackedModel(const Model& model) {
  const Architecture& a = model.architecture;
  const std::vector<ParameterSpec> specs = parameter_specs(a);
  const auto pack = [&](const std::string& name, const std::vector<std::int64_t>& parts,
                        std::int64_t out) {
    std::int64_t in = 0;
    for (const std::int64_t part : parts) in += part;
    const MlpShape shape = {
        in, a.hidden, a.hidden_layers, out, a.norm != Norm::none, a.norm == Norm::batch};
    std::size_t offset = 0;
    for (const ParameterSpec& spec : specs) {
      if (spec.name == name + ".linear0.weight") offset = spec.offset;
    }
    return PackedMlp(shape, std::span(model.parameters).subspan(offset), parts);
  };
  const std::int64_t h = a.hidden, f = a.edge_width();
  node_encoder.push_back(pack("node_encoder", {a.node_width()}, h));
  const bool attends = a.kind == ArchitectureKind::agnn;
  const bool second = a.kind == ArchitectureKind::interaction_network_2;
  if (!attends) edge_encoder.push_back(pack("edge_encoder", {h, h, f}, h));
  const std::int64_t sets = a.shared_weights ? 1 : a.iterations;
  for (std::int64_t i = 0; i < sets; ++i) {
    const std::string index = "." + std::to_string(i);
    if (attends) {
      attention.push_back(pack("attention" + index, {h, h, f}, 1));
      node_network.push_back(pack("node_network" + index, {h, h, h}, h));
      continue;
    }
    node_network.push_back(
        pack("node_network" + index, second ? std::vector{h, h, h, h} : std::vector{h, h, h}, h));
    edge_network.push_back(pack("edge_network" + index,
                                second ? std::vector{h, h, h, h, h, h} : std::vector{h, h, h}, h));
  }
  classifier.push_back(
      pack("classifier", attends ? std::vector{h, h, f} : std::vector{h, h, h}, 1));
}

void PackedModel::round(neural::Rounding rounding) {
  constexpr std::size_t all = 100;
  const auto round = [rounding](std::vector<PackedMlp>& mlps, std::size_t features) {
    for (PackedMlp& mlp : mlps) mlp.round(rounding, features);
  };
  // Places and angles need more than 8 bits.
  round(node_encoder, 0);
  round(edge_encoder, 2);
  round(node_network, all);
  round(edge_network, all);
  round(attention, 2);
  round(classifier, attention.empty() ? all : 2);
}

}  // namespace trackloom::gnn
