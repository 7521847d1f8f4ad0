#include "metric_learning/radius_graph.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace trackloom::metric_learning {

void RadiusGraph::describe(StageDescription<Config>& stage) {
  stage
      .doc(
          "Joins hits whose points are close together, outward, each to its nearest ones (exact, "
          "one thread).")
      .clone_per_thread();
  describe_parameters(stage);
}

void RadiusGraph::select(const Hits& hits, std::uint32_t hit, std::size_t found) {
  const float distance = distance_from_origin2_[hit];
  const std::uint16_t layer = hits.layer[hit];
  const std::size_t begin = kept_.size();
  for (std::size_t i = 0; i < found; ++i) {
    const Neighbour& n = found_[i];
    const float other = distance_from_origin2_[n.row];
    const bool outward = other != distance ? other > distance : n.row > hit;
    if (outward && (config_.same_layer || hits.layer[n.row] != layer)) kept_.push_back(n);
  }
  const auto most = static_cast<std::size_t>(config_.max_neighbours);
  if (kept_.size() - begin > most) {
    const auto first = kept_.begin() + static_cast<std::ptrdiff_t>(begin);
    std::nth_element(first, first + config_.max_neighbours, kept_.end());
    kept_.resize(begin + most);
  }
  begin_[hit] = begin;
  count_[hit] = static_cast<std::uint32_t>(kept_.size() - begin);
  std::sort(kept_.begin() + static_cast<std::ptrdiff_t>(begin), kept_.end(),
            [](const Neighbour& a, const Neighbour& b) { return a.row < b.row; });
}

void require_points_of(const Hits& hits, const Points& points) {
  if (points.size() == hits.size()) return;
  throw std::runtime_error("there are points of " + std::to_string(points.size()) +
                           " hits, the event has " + std::to_string(hits.size()));
}

void RadiusGraph::operator()(const Hits& hits, const Points& points, HitGraph& graph,
                             EdgeScores& scores) {
  const std::size_t count = hits.size();
  require_points_of(hits, points);
  graph.nodes = static_cast<std::uint32_t>(count);
  if (count == 0) return;
  distance_from_origin2_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    distance_from_origin2_[i] = hits.r[i] * hits.r[i] + hits.z[i] * hits.z[i];
  }
  begin_.resize(count);
  count_.resize(count);
  kept_.clear();
  tree_.build(points.value, points.dimensions);
  for (std::uint32_t leaf = 0; leaf < tree_.leaves(); ++leaf) {
    tree_.near_leaves(leaf, config_.radius, near_);
    for (const std::uint32_t hit : tree_.leaf(leaf)) {
      select(hits, hit, tree_.within(tree_.point(hit), near_, config_.radius, found_));
    }
  }
  graph.source.reserve(kept_.size());
  graph.target.reserve(kept_.size());
  scores.value.reserve(kept_.size());
  for (std::uint32_t hit = 0; hit < count; ++hit) {
    for (std::size_t e = begin_[hit]; e < begin_[hit] + count_[hit]; ++e) {
      graph.source.push_back(hit);
      graph.target.push_back(kept_[e].row);
      scores.value.push_back(std::max(0.0F, 1 - std::sqrt(kept_[e].distance2) / config_.radius));
    }
  }
  graph.index();
}

}  // namespace trackloom::metric_learning
