// How well logits separate target edges from fakes; masked edges count nowhere.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gnn_torch/training_graph.hpp"

namespace trackloom::gnn {

struct ValidationFigures {
  double loss = 0;  // weighted as in training
  double auc = 0;   // 0.5 where one class is empty
  // Share of targets among the kept edges, at the cut that keeps this share of the targets.
  double purity_at_98 = 0, purity_at_99 = 0;
};

// Collects edges of several graphs.
class Validation {
 public:
  explicit Validation(float fake_weight) : fake_weight_(fake_weight) {}
  void add(std::span<const float> logits, std::span<const EdgeLabel> labels);
  // Edges of equal logit are kept or dropped together.
  ValidationFigures figures() const;

 private:
  float fake_weight_;
  std::vector<float> targets_, fakes_;
};

}  // namespace trackloom::gnn
