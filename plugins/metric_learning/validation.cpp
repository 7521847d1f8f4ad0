#include "metric_learning/validation.hpp"

#include <algorithm>
#include <cmath>

namespace trackloom::metric_learning {

namespace {

float distance_of(const float* a, const float* b, std::size_t dimensions) {
  float sum = 0;
  for (std::size_t d = 0; d < dimensions; ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return std::sqrt(sum);
}

}  // namespace

// Ordered pairs (hit, other) on different layers with hit % stride = 0.
std::size_t Validation::count_pairs(const TrainingEvent& event, std::span<const float> points,
                                    std::size_t dimensions, float radius) {
  std::size_t pairs = 0;
  tree_.build(points, dimensions);
  for (std::uint32_t leaf = 0; leaf < tree_.leaves(); ++leaf) {
    tree_.near_leaves(leaf, radius, near_);
    for (const std::uint32_t hit : tree_.leaf(leaf)) {
      if (hit % stride_ != 0) continue;
      const auto end = found_.begin() + static_cast<std::ptrdiff_t>(
                                            tree_.within(tree_.point(hit), near_, radius, found_));
      pairs += static_cast<std::size_t>(std::count_if(found_.begin(), end, [&](const auto& n) {
        return event.layer[n.row] != event.layer[hit];
      }));
    }
  }
  return pairs;
}

ValidationFigures Validation::figures(const std::vector<TrainingEvent>& events,
                                      const Architecture& architecture,
                                      const Embedding& embedding) {
  const auto dimensions = static_cast<std::size_t>(architecture.dimensions);
  std::vector<std::vector<float>> points;
  std::vector<float> distance;
  for (const TrainingEvent& event : events) {
    auto& p = points.emplace_back(event.size() * dimensions);
    embedding.points({event.features, event.phi}, p);
    for (const TrueEdge& edge : event.edges) {
      distance.push_back(
          distance_of(p.data() + edge.a * dimensions, p.data() + edge.b * dimensions, dimensions));
    }
  }
  ValidationFigures figures;
  if (distance.empty()) return figures;
  const auto edges = static_cast<double>(distance.size());
  figures.efficiency = static_cast<double>(std::count_if(distance.begin(), distance.end(),
                                                         [&](float d) { return d <= margin_; })) /
                       edges;
  const auto at_98 = distance.begin() + static_cast<std::ptrdiff_t>(0.98 * (edges - 1));
  std::nth_element(distance.begin(), at_98, distance.end());
  figures.radius_at_98 = *at_98;
  double pairs = 0;
  double hits = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    pairs +=
        0.5 * stride_ * static_cast<double>(count_pairs(events[i], points[i], dimensions, *at_98));
    hits += static_cast<double>(events[i].size());
  }
  figures.purity_at_98 = pairs > 0 ? std::min(1.0, 0.98 * edges / pairs) : 0;
  figures.edges_per_hit_at_98 = pairs / hits;
  return figures;
}

}  // namespace trackloom::metric_learning
