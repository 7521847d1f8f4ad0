#include "gnn_torch/training_graph.hpp"

#include <stdexcept>

namespace trackloom::gnn {

std::size_t TrainingGraph::bytes() const noexcept {
  return nodes.size() * sizeof(float) + (source.size() + target.size()) * sizeof(std::int32_t) +
         first.size() * sizeof(std::uint32_t) + label.size() +
         (extra.size() + trackml_weight.size() + teacher.size()) * sizeof(float);
}

TrainingGraph make_training_graph(const EventInput& event, const HitGraph& graph,
                                  const Truth& truth, const Particles& particles,
                                  const Architecture& architecture, float target_pt,
                                  ParticleHits& scratch) {
  const Hits& hits = event.hits;
  if (!truth.present || !particles.present) {
    throw std::runtime_error("training needs the event's truth and particles");
  }
  if (graph.nodes != hits.size() || truth.size() != hits.size()) {
    throw std::runtime_error("hits, truth and graph differ in size");
  }
  TrainingGraph result;
  node_features(event, architecture, result.nodes);
  const auto extra = static_cast<std::size_t>(architecture.extra_width());
  result.extra.resize(graph.edges() * extra);
  extra_features(event, graph, architecture, extra, result.extra.data());
  result.source.assign(graph.source.begin(), graph.source.end());
  result.target.assign(graph.target.begin(), graph.target.end());
  result.first = graph.first;
  result.label.reserve(graph.edges());
  scratch.build(hits, truth, particles);
  const auto is_target = [&](std::size_t p) { return particles.pt(p) > target_pt; };
  const double mean_weight = mean_trackml_weight(scratch, truth, is_target);
  result.trackml_weight.assign(graph.edges(), 1.0F);
  for (std::size_t i = 0; i < graph.edges(); ++i) {
    const std::uint32_t a = graph.source[i];
    const std::uint32_t b = graph.target[i];
    EdgeLabel label = EdgeLabel::fake;
    if (scratch.is_true_edge(truth, a, b) || scratch.is_true_edge(truth, b, a)) {
      label = is_target(truth.particle[a]) ? EdgeLabel::target : EdgeLabel::masked;
      if (mean_weight > 0) {
        result.trackml_weight[i] = static_cast<float>(trackml_weight(truth, a, b) / mean_weight);
      }
    }
    result.label.push_back(label);
  }
  return result;
}

}  // namespace trackloom::gnn
