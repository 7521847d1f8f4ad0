// What one training step sees: the doublets that begin in a wedge of phi, and their triplets.
#pragma once

#include <cstdint>
#include <vector>

#include "triplets/network.hpp"
#include "triplets/training_graph.hpp"

namespace trackloom::triplets {

struct WedgeCut {
  double begin = 0, width = 7;  // rad; 2 pi or more takes the whole event
  bool drop_clusters = false;   // as if the event had no cells
  float fake_weight = 1;        // against 1 of a target
};

// Reuses its memory. Doublets and triplets keep their order. The features need no rotation or
// mirror: they do not change with one.
class Wedge {
 public:
  void cut(const TrainingGraph& graph, const Architecture& architecture, const WedgeCut& cut);

  GraphView view() const;
  const std::vector<float>& label() const { return label_; }
  const std::vector<float>& weight() const { return weight_; }
  std::size_t triplets() const { return label_.size(); }
  // False where there is nothing to learn from.
  bool has_weight() const { return has_weight_; }

 private:
  std::vector<std::uint32_t> row_;  // of a doublet of the graph here, or no_row
  std::vector<float> doublets_, triplets_, label_, weight_;
  std::vector<std::uint32_t> source_, target_;
  std::uint32_t rows_ = 0;
  bool has_weight_ = false;
};

}  // namespace trackloom::triplets
