// What one training step sees: the part of a graph in a wedge of phi, maybe mirrored.
#pragma once

#include <cstdint>
#include <vector>

#include "gnn_torch/executor.hpp"
#include "gnn_torch/training_graph.hpp"

namespace trackloom::gnn {

struct WedgeCut {
  float begin = -1;  // phi in half-turns, in [-1, 1)
  float width = 2;   // half-turns; 2 or more takes all of the graph
  bool mirror_z = false;
  bool reflect_phi = false;    // phi -> -phi: the charge conjugate
  bool drop_clusters = false;  // as if the event had no cells
};

// What an edge weighs in the loss. With a distillation share d > 0 the loss is
//   (1 - d) sum_i w_i BCE(x_i, y_i) / sum_i w_i + d sum_i BCE(x_i, t_i) / edges,
// y: truth, t: the score of a teacher, which also speaks about masked edges (Hinton et al.,
// arXiv:1503.02531, at temperature 1).
struct LossWeights {
  float target = 1;
  float fake = 0.1F;
  float masked = 0;
  bool trackml = false;  // true edges count trackml_weight times that
  float distillation = 0;
};

// Reuses its memory. Nodes keep their order; edges are those with both ends in the wedge.
class Wedge {
 public:
  void cut(const TrainingGraph& graph, const Architecture& architecture, const WedgeCut& cut,
           const LossWeights& weights);

  GraphInput input() const;
  // Labels in [0, 1] and weights, such that sum_i weight_i BCE(x_i, label_i) / sum_i weight_i is
  // the loss (up to a number that does not depend on x).
  const std::vector<float>& label() const { return label_; }
  const std::vector<float>& weight() const { return weight_; }
  std::size_t edges() const { return label_.size(); }
  // False where there is nothing to learn from.
  bool has_weight() const { return has_weight_; }

 private:
  void add_teacher(const TrainingGraph& graph, float share);
  void copy_extra(const TrainingGraph& graph, const Architecture& architecture, bool drop_clusters);

  std::vector<std::int32_t> row_;       // of a node of the graph here, or -1
  std::vector<std::uint32_t> members_;  // nodes of the graph
  std::vector<std::uint32_t> kept_;     // edges of the graph
  std::vector<float> nodes_, edge_features_, label_, weight_;
  std::vector<std::int32_t> source_, target_;
  bool has_weight_ = false;
};

}  // namespace trackloom::gnn
