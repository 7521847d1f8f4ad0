// The triplet classifier: logits of triplets, and their gradient back to the parameters.
//
//   x  = MLP(doublet features)                 e = MLP(x_a, x_b, triplet features)
//   x' = x + MLP(x, sum of e of the triplets that end with the doublet, and that begin with it)
//   e' = e + MLP(x'_a, x'_b, e)                repeated `iterations` times, weights of their own
//   logit = MLP(x_a, x_b, e)
// for a triplet of the doublets a (inner) and b (outer). Every MLP: hidden_layers times Linear,
// LayerNorm, ReLU, then one Linear. The sigmoid is outside.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "triplets/mlp.hpp"

namespace trackloom::triplets {

// Views that must outlive the call; source and target are below `doublets`.
struct GraphView {
  std::int64_t doublets = 0;
  std::span<const float> doublet_features;  // [doublets, doublet_width]
  std::span<const float> triplet_features;  // [triplets, triplet_width]
  std::span<const std::uint32_t> source, target;
};

// Reuses its memory: not thread-safe. One thread; every number depends on the inputs only.
class Network {
 public:
  explicit Network(const Architecture& architecture);

  // One logit per triplet.
  void logits(std::span<const float> parameters, const GraphView& graph, std::span<float> out);

  // sum_i weight_i BCE(logit_i, label_i) / sum_i weight_i; its gradient is written. The weights
  // must not all be 0.
  double loss_and_gradient(std::span<const float> parameters, const GraphView& graph,
                           std::span<const float> label, std::span<const float> weight,
                           std::span<float> gradient);

 private:
  using Rows = std::vector<float>;

  // Keeps x and e of every iteration if `keep`, else of the last one only.
  void forward(std::span<const float> parameters, const GraphView& graph, bool keep);
  void backward(std::span<const float> parameters, const GraphView& graph,
                std::span<float> gradient);
  void gather(const GraphView& graph, const Rows& x);
  void scatter(const GraphView& graph, Rows& x) const;  // adds grad_a_, grad_b_
  void sum(const GraphView& graph, const Rows& e);
  void gather_sums(const GraphView& graph, Rows& e) const;  // adds grad_in_, grad_out_

  std::size_t width_;
  std::vector<Mlp> mlps_;
  std::vector<Rows> x_, e_;        // [doublets, hidden], [triplets, hidden], by iteration
  Rows a_, b_, in_, out_, logit_;  // gathered at triplets; summed at doublets
  Rows grad_a_, grad_b_, grad_in_, grad_out_, grad_x_, grad_e_, next_x_, next_e_;
};

}  // namespace trackloom::triplets
