#include "gnn_torch/edge_classifier.hpp"

#include "gnn_torch/attention_network.hpp"
#include "gnn_torch/interaction_network.hpp"
#include "gnn_torch/interaction_network_2.hpp"

namespace trackloom::gnn {

std::shared_ptr<EdgeClassifier> make_edge_classifier(const Architecture& architecture) {
  switch (architecture.kind) {
    case ArchitectureKind::interaction_network_2:
      return std::make_shared<InteractionNetwork2>(architecture);
    case ArchitectureKind::agnn:
      return std::make_shared<AttentionNetwork>(architecture);
    case ArchitectureKind::interaction_network_1:
      break;
  }
  return std::make_shared<InteractionNetwork>(architecture);
}

std::vector<Mlp> register_mlps(torch::nn::Module& parent, const std::string& name,
                               std::int64_t count, const Architecture& architecture,
                               std::int64_t in, std::int64_t out) {
  std::vector<Mlp> mlps;
  torch::nn::ModuleList list;
  for (std::int64_t i = 0; i < count; ++i) {
    mlps.emplace_back(architecture, in, out);
    list->push_back(mlps.back());
  }
  parent.register_module(name, list);
  return mlps;
}

}  // namespace trackloom::gnn
