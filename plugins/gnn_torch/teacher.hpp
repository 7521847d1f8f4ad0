// A trained network whose scores another one learns from (knowledge distillation).
#pragma once

#include <string>
#include <vector>

#include "gnn_torch/executor.hpp"
#include "gnn_torch/wedge.hpp"

namespace trackloom::gnn {

class Teacher {
 public:
  // Throws std::runtime_error if the file is not a sound weight file.
  explicit Teacher(const std::string& weights);

  // What it reads of an event, and so what a graph for it is made with.
  const Architecture& architecture() const noexcept { return model_.architecture; }

  // One score per edge of the whole graph, as gnn.interaction_network gives them. Throws
  // std::runtime_error for one that is not finite.
  std::vector<float> scores(const TrainingGraph& graph);

 private:
  Model model_;
  Executor executor_;
  Wedge wedge_;
};

}  // namespace trackloom::gnn
