#include "metric_learning/contrastive.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace trackloom::metric_learning {

namespace {

// Below this the gradient of d^p for p < 2 would blow up.
constexpr float smallest_distance2 = 1e-6F;

}  // namespace

float ContrastiveLoss::distance2(std::uint32_t a, std::uint32_t b) const {
  float sum = 0;
  for (std::size_t d = 0; d < dimensions_; ++d) {
    const float gap = points_[a * dimensions_ + d] - points_[b * dimensions_ + d];
    sum += gap * gap;
  }
  return sum;
}

// Gradient of factor d^p: factor p d^(p - 2) (a - b).
void ContrastiveLoss::add(std::uint32_t a, std::uint32_t b, float distance2, float factor) {
  const float power = options_.power;
  const float slope =
      factor * power * std::pow(std::max(distance2, smallest_distance2), 0.5F * power - 1);
  for (std::size_t d = 0; d < dimensions_; ++d) {
    const float g = slope * (points_[a * dimensions_ + d] - points_[b * dimensions_ + d]);
    gradient_[a * dimensions_ + d] += g;
    gradient_[b * dimensions_ + d] -= g;
  }
  ++pairs_;
}

double ContrastiveLoss::pull(std::uint32_t a, std::uint32_t b, float factor) {
  const float d2 = distance2(a, b);
  add(a, b, d2, factor);
  return factor * std::pow(d2, 0.5F * options_.power);
}

double ContrastiveLoss::push(std::uint32_t a, std::uint32_t b, float factor) {
  const float d2 = distance2(a, b);
  const float loss =
      std::pow(options_.margin, options_.power) - std::pow(d2, 0.5F * options_.power);
  if (loss <= 0) return 0;
  add(a, b, d2, -factor);
  return factor * loss;
}

void ContrastiveLoss::draw_queries(std::uint32_t rows, Random& random) {
  queries_.resize(rows);
  std::iota(queries_.begin(), queries_.end(), 0U);
  const std::uint32_t count = std::min(rows, static_cast<std::uint32_t>(options_.points));
  for (std::uint32_t i = 0; i < count; ++i) {  // Fisher-Yates, as far as needed
    std::swap(queries_[i], queries_[i + random.below(rows - i)]);
  }
  queries_.resize(count);
  is_query_.assign(rows, 0);
  for (const std::uint32_t q : queries_) is_query_[q] = 1;
}

double ContrastiveLoss::true_pairs(const TrainingBatch& batch) {
  double loss = 0;
  const float factor =
      options_.true_weight / static_cast<float>(std::max<std::size_t>(1, batch.edges.size()));
  for (const TrueEdge& edge : batch.edges) loss += pull(edge.a, edge.b, factor * edge.weight);
  return loss;
}

double ContrastiveLoss::hard_negatives(const TrainingBatch& batch) {
  double loss = 0;
  const float factor = 1 / static_cast<float>(queries_.size());
  tree_.build(points_, dimensions_);
  for (std::uint32_t leaf = 0; leaf < tree_.leaves(); ++leaf) {
    const auto rows = tree_.leaf(leaf);
    if (std::none_of(rows.begin(), rows.end(), [&](auto row) { return is_query_[row] != 0; })) {
      continue;
    }
    tree_.near_leaves(leaf, options_.margin, near_);
    for (const std::uint32_t q : rows) {
      if (is_query_[q] == 0) continue;
      const auto found =
          static_cast<std::ptrdiff_t>(tree_.within(tree_.point(q), near_, options_.margin, found_));
      auto end = std::remove_if(found_.begin(), found_.begin() + found,
                                [&](const Neighbour& n) { return batch.excluded(q, n.row); });
      if (end - found_.begin() > options_.negatives) {
        std::nth_element(found_.begin(), found_.begin() + options_.negatives, end);
        end = found_.begin() + options_.negatives;
      }
      for (auto n = found_.begin(); n != end; ++n) loss += push(q, n->row, factor);
    }
  }
  return loss;
}

double ContrastiveLoss::random_negatives(const TrainingBatch& batch, Random& random) {
  double loss = 0;
  const float factor = 1 / static_cast<float>(queries_.size());
  for (const std::uint32_t q : queries_) {
    for (int i = 0; i < options_.random_pairs; ++i) {
      const std::uint32_t other = random.below(static_cast<std::uint32_t>(batch.size()));
      if (!batch.excluded(q, other)) loss += push(q, other, factor);
    }
  }
  return loss;
}

double ContrastiveLoss::operator()(const TrainingBatch& batch, std::span<const float> points,
                                   std::size_t dimensions, Random& random,
                                   std::span<float> gradient) {
  points_ = points;
  dimensions_ = dimensions;
  gradient_ = gradient;
  pairs_ = 0;
  std::fill(gradient.begin(), gradient.end(), 0.0F);
  if (batch.size() == 0) return 0;
  draw_queries(static_cast<std::uint32_t>(batch.size()), random);
  return true_pairs(batch) + hard_negatives(batch) + random_negatives(batch, random);
}

}  // namespace trackloom::metric_learning
