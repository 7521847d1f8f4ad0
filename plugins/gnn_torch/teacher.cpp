#include "gnn_torch/teacher.hpp"

#include <cmath>
#include <stdexcept>

namespace trackloom::gnn {

Teacher::Teacher(const std::string& weights)
    : model_(read_model(weights)), executor_(model_.architecture) {
  executor_.set_parameters(model_.parameters);
}

std::vector<float> Teacher::scores(const TrainingGraph& graph) {
  wedge_.cut(graph, model_.architecture, {}, {});
  std::vector<float> scores(graph.edges());
  executor_.logits(wedge_.input(), scores);
  for (float& score : scores) {
    if (!std::isfinite(score)) throw std::runtime_error("a score of the teacher is not finite");
    score = 1.0F / (1.0F + std::exp(-score));
  }
  return scores;
}

}  // namespace trackloom::gnn
