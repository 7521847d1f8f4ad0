#include "metric_learning/training_event.hpp"

#include <stdexcept>

namespace trackloom::metric_learning {

TrainingEvent make_training_event(const Hits& hits, const ClusterShapes* shapes,
                                  const DetectorRef* detector, const Truth& truth,
                                  const Particles& particles, const Architecture& architecture,
                                  const TargetOptions& targets, ParticleHits& scratch) {
  if (!truth.present || !particles.present) {
    throw std::runtime_error("training needs the event's truth and particles");
  }
  if (truth.size() != hits.size()) throw std::runtime_error("hits and truth differ in size");
  TrainingEvent event;
  node_features(hits, shapes, detector, architecture, event.features);
  event.phi = hits.phi;
  event.layer = hits.layer;
  event.particle = truth.particle;
  scratch.build(hits, truth, particles);
  double sum = 0;
  for (std::size_t p = 0; p < scratch.particles(); ++p) {
    if (!(particles.pt(p) > targets.pt)) continue;
    scratch.for_each_true_edge(p, [&](std::uint32_t a, std::uint32_t b) {
      const double weight =
          targets.trackml_weights ? 0.5 * (truth.weight[a] + truth.weight[b]) : 1.0;
      sum += weight;
      event.edges.push_back({a, b, static_cast<float>(weight)});
    });
  }
  if (!targets.trackml_weights || sum == 0) return event;
  const auto mean = static_cast<float>(sum / static_cast<double>(event.edges.size()));
  for (TrueEdge& edge : event.edges) edge.weight /= mean;
  return event;
}

}  // namespace trackloom::metric_learning
