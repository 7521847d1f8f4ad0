#include <stdexcept>
#include <type_traits>

#include "cuda/launch.hpp"
#include "cuda/modules_on_device.hpp"
#include "cuda/network_on_device.hpp"
#include "cuda/network_weights.hpp"

namespace trackloom::cuda {

namespace kernels = network_kernels;

NetworkOnDevice::NetworkOnDevice(const gnn::Model& model, Precision precision)
    : model_(model),
      core_(make_network_core(model, precision)),
      node_width_(padded(model.architecture.node_width())),
      edge_width_(padded(model.architecture.edge_width())) {}

void NetworkOnDevice::upload_modules(Lane& lane, const std::shared_ptr<const Detector>& detector) {
  if (detector_ == detector) return;
  lane.upload(modules_, std::span<const kernels::ModuleShape>(module_shapes(*detector)));
  detector_ = detector;
}

void NetworkOnDevice::check(const HitColumns& hits, const Graph& graph, const Scores* prior) const {
  const gnn::Architecture& a = model_.architecture;
  if (graph.nodes != hits.count) {
    throw std::runtime_error("the graph has " + std::to_string(graph.nodes) +
                             " nodes, the event has " + std::to_string(hits.count) + " hits");
  }
  if (a.cluster_features && !hits.shapes_known) {
    throw std::runtime_error(
        "the network was trained with cluster features; add a stage features.cluster_shapes before "
        "cuda.copy_in");
  }
  if (!a.prior_feature) return;
  if (prior == nullptr) {
    throw std::runtime_error(
        "the network was trained with the scores of the graph's edges as input; connect them to "
        "its port 'prior'");
  }
  if (prior->value.size() != graph.edges) {
    throw std::runtime_error("the port 'prior' has scores of " +
                             std::to_string(prior->value.size()) + " edges, the graph has " +
                             std::to_string(graph.edges));
  }
}

void NetworkOnDevice::node_features(Lane& lane, const HitColumns& hits) {
  const gnn::Architecture& a = model_.architecture;
  float* features = lane.room_for(features_.nodes, std::size_t{hits.count} * node_width_);
  for_each(lane.stream(), hits.count,
           kernels::NodeFeatures{view_of(hits), a.cluster_features && hits.shapes, a.node_scales[0],
                                 a.node_scales[1], a.node_scales[2], node_width_, features});
  auto* records = lane.room_for(records_, hits.count);
  for_each(lane.stream(), hits.count, kernels::GatherRecords{view_of(hits), hits.shapes, records});
}

void NetworkOnDevice::edge_features(Lane& lane, const HitColumns& hits, const EdgeRange& edges) {
  if (edge_width_ == 0) return;
  const gnn::Architecture& a = model_.architecture;
  float* features = lane.room_for(features_.edges, std::size_t{edges.count} * edge_width_);
  const auto fill = [&](auto geometry, auto cluster) {
    for_each(lane.stream(), edges.count,
             kernels::EdgeFeatures<geometry.value, cluster.value>{
                 records_.data(), modules_.data(), features_.nodes.data(), node_width_,
                 edges.source, edges.target, edges.prior, hits.shapes, edge_width_, features});
  };
  const std::true_type with;
  const std::false_type without;
  if (a.edge_features > 0) {
    a.cluster_features ? fill(with, with) : fill(with, without);
  } else {
    a.cluster_features ? fill(without, with) : fill(without, without);
  }
}

void NetworkOnDevice::score(Lane& lane, const HitColumns& hits, const Graph& graph,
                            const Scores* prior, Scores& scores) {
  check(hits, graph, prior);
  float* out = lane.room_for(scores.value, graph.edges);
  if (graph.edges == 0) return;
  const gnn::Architecture& a = model_.architecture;
  upload_modules(lane, hits.detector);
  std::uint32_t* not_finite = lane.room_for(not_finite_, 1);
  fill_bytes(not_finite, 0xFF, sizeof(std::uint32_t), lane.stream().handle());
  node_features(lane, hits);
  core_->encode_nodes(lane, features_.nodes.data(), hits.count);
  const std::uint32_t step = a.iterations == 0 ? chunk : graph.edges;
  for (std::uint32_t begin = 0; begin < graph.edges; begin += step) {
    const std::uint32_t count = graph.edges - begin < step ? graph.edges - begin : step;
    const EdgeRange edges{graph.source.data() + begin, graph.target.data() + begin,
                          a.prior_feature ? prior->value.data() + begin : nullptr, count};
    edge_features(lane, hits, edges);
    const float* logit = core_->run_edges(lane, graph, edges, features_.edges.data()).data();
    for_each(lane.stream(), count, kernels::ToScores{logit, out + begin, not_finite});
  }
  const std::uint32_t bad = lane.read(not_finite);
  if (bad != 0xFFFFFFFFU) {
    throw std::runtime_error("the score of edge " + std::to_string(bad) + " is not finite");
  }
}

const DeviceBuffer<float>& NetworkOnDevice::logits(Lane& lane, const Features& features,
                                                   const Graph& graph) {
  core_->encode_nodes(lane, features.nodes.data(), graph.nodes);
  const EdgeRange edges{graph.source.data(), graph.target.data(), nullptr, graph.edges};
  return core_->run_edges(lane, graph, edges, features.edges.data());
}

}  // namespace trackloom::cuda
