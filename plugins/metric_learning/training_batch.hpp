// What one training step sees: the hits of an event in a wedge of phi, turned and mirrored.
#pragma once

#include <vector>

#include "metric_learning/embedding.hpp"
#include "metric_learning/training_event.hpp"

namespace trackloom::metric_learning {

struct BatchCut {
  double begin = 0, width = 7;  // rad; 2 pi or more takes the whole event
  double rotation = 0;          // rad, of what was cut
  bool mirror_z = false;
  bool reflect_phi = false;    // the charge conjugate
  bool drop_clusters = false;  // as if the event had no cells
};

// Reuses its memory. Hits keep their order.
struct TrainingBatch {
  std::vector<float> features, phi;
  std::vector<std::uint16_t> layer;
  std::vector<std::uint32_t> particle;
  std::vector<TrueEdge> edges;  // those with both ends here, in rows of the batch

  void cut(const TrainingEvent& event, const Architecture& architecture, const BatchCut& cut);

  std::size_t size() const noexcept { return phi.size(); }
  NodeView nodes() const { return {features, phi}; }
  // Pairs that the loss leaves alone: of one particle, and of one layer, where the graph has none.
  bool excluded(std::uint32_t a, std::uint32_t b) const {
    return layer[a] == layer[b] || (particle[a] != no_particle && particle[a] == particle[b]);
  }

 private:
  std::vector<std::uint32_t> row_;  // of a hit of the event here, or no_row
};

}  // namespace trackloom::metric_learning
