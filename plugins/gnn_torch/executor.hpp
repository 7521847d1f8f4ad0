// Running the network without knowing torch: flat parameters in, logits or a gradient out.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "gnn/architecture.hpp"
#include "gnn/graph_executor.hpp"

namespace trackloom::gnn {

// Of matrix products in training; all else, weights too, is fp32. bf16 takes torch's own operations
// under its autocast in place of the fused kernels.
enum class Precision { fp32, bf16 };

// Not thread-safe; several may run side by side, each on one thread of torch. Every number it
// computes depends on its inputs only.
class Executor {
 public:
  // Throws std::runtime_error if the module's tensors are not those of parameter_specs.
  // Gradient checkpointing takes less memory and more time and changes no result but by rounding.
  explicit Executor(const Architecture& architecture, bool gradient_checkpointing = false,
                    Precision precision = Precision::fp32);
  ~Executor();

  // In the layout of parameter_specs.
  void set_parameters(std::span<const float> parameters);

  // One logit per edge. `reference` takes torch's own operations instead of the fused kernels.
  void logits(const GraphInput& graph, std::span<float> out, bool reference = false);

  // sum_i weight_i BCE(logit_i, label_i) / sum_i weight_i and its gradient, which is overwritten.
  // In the places of running statistics it gets the statistics of this graph.
  double loss_and_gradient(const GraphInput& graph, std::span<const float> label,
                           std::span<const float> weight, std::span<float> gradient,
                           bool reference = false);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trackloom::gnn
