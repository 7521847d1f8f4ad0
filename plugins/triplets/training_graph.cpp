#include "triplets/training_graph.hpp"

#include <stdexcept>

namespace trackloom::triplets {

TrainingGraph make_training_graph(const EventView& event, const TripletGraph& graph,
                                  const Truth& truth, const Particles& particles,
                                  const Architecture& architecture, float target_pt,
                                  ParticleHits& scratch) {
  if (!truth.present || !particles.present) {
    throw std::runtime_error("training needs the event's truth and particles");
  }
  if (truth.size() != event.hits.size()) {
    throw std::runtime_error("hits and truth differ in size");
  }
  TrainingGraph result;
  doublet_features(event, graph, architecture, result.doublet_features);
  triplet_features(event.hits, graph, architecture, result.triplet_features);
  result.phi.reserve(graph.doublets());
  for (const std::uint32_t hit : graph.inner) result.phi.push_back(event.hits.phi[hit]);
  result.source = graph.links.source;
  result.target = graph.links.target;
  scratch.build(event.hits, truth, particles);
  result.label.reserve(graph.triplets());
  for (std::size_t t = 0; t < graph.triplets(); ++t) {
    const auto [a, b, c] = graph.triplet(t);
    const bool is_true = (scratch.is_true_edge(truth, a, b) && scratch.is_true_edge(truth, b, c)) ||
                         (scratch.is_true_edge(truth, c, b) && scratch.is_true_edge(truth, b, a));
    result.label.push_back(!is_true                                      ? TripletLabel::fake
                           : particles.pt(truth.particle[a]) > target_pt ? TripletLabel::target
                                                                         : TripletLabel::masked);
  }
  return result;
}

}  // namespace trackloom::triplets
