// The contrastive hinge loss of metric learning (docs/algorithms.md section 3), with hard
// negatives.
//
// Of a batch, with d the distance of a pair's points:
//   L = true_weight / (true edges) sum_true w d^p + 1 / (queries) sum_false max(0, margin^p - d^p)
// False pairs: for up to `points` random hits (the queries), the `negatives` nearest hits within
// the margin, found by an exact search, and `random_pairs` hits drawn at random. Pairs of one
// particle that are no true edge, and pairs of one layer, are left out.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metric_learning/point_tree.hpp"
#include "metric_learning/training_batch.hpp"
#include "neural/random.hpp"

namespace trackloom::metric_learning {

using neural::Random;

struct LossOptions {
  float margin = 1;
  float power = 2;
  float true_weight = 20;
  int points = 2000;
  int negatives = 50;
  int random_pairs = 1;
};

// Reuses its memory; one thread.
class ContrastiveLoss {
 public:
  explicit ContrastiveLoss(const LossOptions& options) : options_(options) {}

  // points: [batch, dimensions], finite; their gradient is overwritten.
  double operator()(const TrainingBatch& batch, std::span<const float> points,
                    std::size_t dimensions, Random& random, std::span<float> gradient);
  // Pairs in the last loss.
  std::size_t pairs() const noexcept { return pairs_; }

 private:
  void draw_queries(std::uint32_t rows, Random& random);
  double true_pairs(const TrainingBatch& batch);
  double hard_negatives(const TrainingBatch& batch);
  double random_negatives(const TrainingBatch& batch, Random& random);
  // The loss of a pair, whose gradient is added with this factor.
  double pull(std::uint32_t a, std::uint32_t b, float factor);
  double push(std::uint32_t a, std::uint32_t b, float factor);
  void add(std::uint32_t a, std::uint32_t b, float distance2, float factor);
  float distance2(std::uint32_t a, std::uint32_t b) const;

  LossOptions options_;
  PointTree tree_;
  std::span<const float> points_;
  std::span<float> gradient_;
  std::size_t dimensions_ = 0;
  std::size_t pairs_ = 0;
  std::vector<std::uint32_t> queries_, near_;
  std::vector<std::uint8_t> is_query_;
  std::vector<Neighbour> found_;
};

}  // namespace trackloom::metric_learning
