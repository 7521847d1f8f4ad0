// How good a graph an embedding makes: edges of radius graphs against true edges.
#pragma once

#include <span>
#include <vector>

#include "metric_learning/embedding.hpp"
#include "metric_learning/point_tree.hpp"
#include "metric_learning/training_event.hpp"

namespace trackloom::metric_learning {

// Counted without a cap on neighbours. A graph's edges are its pairs of hits on different layers;
// its efficiency is the share of the events' target edges that it has, its purity their share among
// its edges.
struct WorkingPoint {
  double radius = 0;
  double purity = 0, edges_per_hit = 0;
};

struct ValidationFigures {
  double efficiency = 0;      // at the radius margin
  WorkingPoint at_95, at_98;  // per cent efficiency
};

class Validation {
 public:
  // margin: of the loss. One hit in `stride` is a source of edges when purity is estimated.
  Validation(double margin, std::uint32_t stride) : margin_(margin), stride_(stride) {}
  ValidationFigures figures(const std::vector<TrainingEvent>& events,
                            const Architecture& architecture, const Embedding& embedding);

 private:
  // Of graphs with this share of the edges, whose lengths are reordered.
  WorkingPoint working_point(double efficiency, std::vector<float>& lengths,
                             const std::vector<TrainingEvent>& events,
                             const std::vector<std::vector<float>>& points, std::size_t dimensions);
  std::size_t count_pairs(const TrainingEvent& event, std::span<const float> points,
                          std::size_t dimensions, float radius);

  double margin_;
  std::uint32_t stride_;
  PointTree tree_;
  std::vector<std::uint32_t> near_;
  std::vector<Neighbour> found_;
};

}  // namespace trackloom::metric_learning
