// How well a classifier tells true triplets from fakes.
#pragma once

#include <span>
#include <vector>

#include "triplets/training_graph.hpp"

namespace trackloom::triplets {

struct ValidationFigures {
  double loss = 0;              // mean cross entropy of targets and fakes, weighted alike
  double auc = 0;               // area under the ROC curve, ties count half
  double purity_at_98 = 0;      // targets among targets and fakes, at 98 % of the targets
  double efficiency_at_99 = 0;  // share of the targets above the lowest cut with 99 % purity
  double score_at_99 = 1;       // that cut; nothing is above 1
};

class Validation {
 public:
  void add(std::span<const float> logits, std::span<const TripletLabel> labels);
  // Zeros where there are no targets or no fakes.
  ValidationFigures figures() const;

 private:
  std::vector<float> targets_, fakes_;
};

}  // namespace trackloom::triplets
