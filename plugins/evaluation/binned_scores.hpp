// Purity and efficiency of scored edges in bins of a quantity, all at one cut.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "evaluation/score_histogram.hpp"
#include "trackloom/run_context.hpp"

namespace trackloom::evaluation {

// The cut is the one that keeps a share of all target edges, known only when all have been seen:
// so each bin has a histogram, coarser than the usual one (scores whose odds differ by more than
// 1/32 are told apart; 0.2 MB per bin).
class BinnedScores {
 public:
  explicit BinnedScores(std::vector<double> edges);

  // The bin [edge, next edge) of a value; none outside of all.
  std::optional<std::size_t> bin_of(double x) const noexcept;
  // An edge that is in no bin counts for the cut only.
  void add(std::optional<std::size_t> bin, float score, EdgeKind kind) noexcept;

  // At the cut that keeps this share of the targets: per bin true edges among those kept, and
  // target edges kept among those there are.
  Table table(std::string name, std::string title, double efficiency, double confidence) const;

 private:
  std::vector<double> edges_;
  ScoreHistogram all_;
  std::vector<ScoreHistogram> bins_;
};

}  // namespace trackloom::evaluation
