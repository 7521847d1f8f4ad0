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

WorkingPoint Validation::working_point(double efficiency, std::vector<float>& lengths,
                                       const std::vector<TrainingEvent>& events,
                                       const std::vector<std::vector<float>>& points,
                                       std::size_t dimensions) {
  const auto edges = static_cast<double>(lengths.size());
  const auto last =
      lengths.begin() + static_cast<std::ptrdiff_t>(std::ceil(efficiency * edges) - 1);
  std::nth_element(lengths.begin(), last, lengths.end());
  double pairs = 0;
  double hits = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    pairs +=
        0.5 * stride_ * static_cast<double>(count_pairs(events[i], points[i], dimensions, *last));
    hits += static_cast<double>(events[i].size());
  }
  WorkingPoint point;
  point.radius = *last;
  point.purity = pairs > 0 ? std::min(1.0, efficiency * edges / pairs) : 0;
  point.edges_per_hit = pairs / hits;
  return point;
}

ValidationFigures Validation::figures(const std::vector<TrainingEvent>& events,
                                      const Architecture& architecture,
                                      const Embedding& embedding) {
  const auto dimensions = static_cast<std::size_t>(architecture.dimensions);
  std::vector<std::vector<float>> points;
  std::vector<float> lengths;
  for (const TrainingEvent& event : events) {
    auto& p = points.emplace_back(event.size() * dimensions);
    embedding.points({event.features, event.phi}, p);
    for (const TrueEdge& edge : event.edges) {
      lengths.push_back(
          distance_of(p.data() + edge.a * dimensions, p.data() + edge.b * dimensions, dimensions));
    }
  }
  ValidationFigures figures;
  if (lengths.empty()) return figures;
  const auto inside = std::count_if(lengths.begin(), lengths.end(),
                                    [&](float length) { return length <= margin_; });
  figures.efficiency = static_cast<double>(inside) / static_cast<double>(lengths.size());
  figures.at_95 = working_point(0.95, lengths, events, points, dimensions);
  figures.at_98 = working_point(0.98, lengths, events, points, dimensions);
  return figures;
}

}  // namespace trackloom::metric_learning
