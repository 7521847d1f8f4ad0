// How well logits separate target edges from fakes; masked edges count nowhere.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gnn_torch/ranks.hpp"
#include "gnn_torch/training_graph.hpp"

namespace trackloom::gnn {

struct ValidationFigures {
  double loss = 0;  // against truth, weighted as in training
  double auc = 0;   // 0.5 where one class is empty
  // Share of targets among the kept edges, at the cut that keeps this share of the targets.
  double purity_at_98 = 0, purity_at_99 = 0;
  double weighted_purity_at_98 = 0;  // there, targets counting their TrackML weight
};

// Collects edges of several graphs.
class Validation {
 public:
  Validation(float fake_weight, bool trackml_weights)
      : fake_weight_(fake_weight), trackml_weights_(trackml_weights) {}
  // One logit per edge of the graph.
  void add(std::span<const float> logits, const TrainingGraph& graph);
  // Adds what the other ranks have; collective.
  void join(Ranks& ranks);
  // Edges of equal logit are kept or dropped together.
  ValidationFigures figures() const;

 private:
  struct Target {
    float logit, weight;  // TrackML's
    friend bool operator<(const Target& a, const Target& b) { return a.logit < b.logit; }
  };
  struct Purity {
    double plain = 0, weighted = 0;
  };
  static Purity purity_at(double efficiency, const std::vector<Target>& targets,
                          const std::vector<float>& fakes);  // both sorted

  float fake_weight_;
  bool trackml_weights_;
  std::vector<Target> targets_;
  std::vector<float> fakes_;
};

}  // namespace trackloom::gnn
