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
  const auto is_target = [&](std::size_t p) { return particles.pt(p) > targets.pt; };
  const double mean =
      targets.trackml_weights ? mean_trackml_weight(scratch, truth, is_target) : 0.0;
  for (std::size_t p = 0; p < scratch.particles(); ++p) {
    if (!is_target(p)) continue;
    scratch.for_each_true_edge(p, [&](std::uint32_t a, std::uint32_t b) {
      const double weight = mean > 0 ? trackml_weight(truth, a, b) / mean : 1.0;
      event.edges.push_back({a, b, static_cast<float>(weight)});
    });
  }
  return event;
}

}  // namespace trackloom::metric_learning
