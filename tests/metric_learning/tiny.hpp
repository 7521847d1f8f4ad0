// The tiny event of the network's tests, as a training event.
#pragma once

#include "gnn/tiny_event.hpp"
#include "metric_learning/training_event.hpp"

namespace trackloom::metric_learning::test {

inline Architecture tiny_architecture() {
  Architecture architecture;
  architecture.hidden = 16;
  architecture.hidden_layers = 2;
  architecture.dimensions = 4;
  architecture.frames = 1;
  architecture.cluster_features = false;
  return architecture;
}

inline TrainingEvent tiny_training_event(unsigned seed, const TargetOptions& targets = {},
                                         const Architecture& architecture = tiny_architecture()) {
  const auto event = gnn::test::tiny_event(seed);
  ParticleHits scratch;
  return make_training_event(event.hits, nullptr, nullptr, event.truth, event.particles,
                             architecture, targets, scratch);
}

}  // namespace trackloom::metric_learning::test
