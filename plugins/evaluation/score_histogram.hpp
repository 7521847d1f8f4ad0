// Edge scores of all events of a run in bins so fine that curves can be drawn from them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace trackloom::evaluation {

enum class EdgeKind { target, other_true, fake };

// Bins are fine near 0 and near 1, where scores crowd: they are the leading bits of the score below
// 1/2 and of one minus it above, so that scores whose odds differ by more than 1/1024 are told
// apart. Scores in one bin count as equal. 4 MB per kind and for weights, whatever the number of
// edges.
class ScoreHistogram {
 public:
  // `dropped_bits` of the mantissa's 23: one more halves the memory and doubles that 1/1024.
  explicit ScoreHistogram(int dropped_bits = 13);
  // `weight`: of a target edge in the weighted purity.
  void add(float score, EdgeKind kind, double weight = 1) noexcept;

  std::uint64_t count(EdgeKind kind) const noexcept;

  // Area under the ROC curve of target edges against fakes, ties half; NaN without both.
  double area() const;

  struct Point {
    std::size_t bin = 0;         // the lowest one kept
    double score = 0;            // the lowest score kept
    double efficiency = 0;       // target edges kept / target edges
    double purity = 0;           // true edges kept / edges kept
    double masked_purity = 0;    // target edges kept / (target + fake edges kept)
    double weighted_purity = 0;  // the same, target edges counting their weights
  };
  // The tightest cut that keeps at least this share of the target edges. NaNs without any.
  Point at_efficiency(double efficiency) const;

  struct Kept {
    std::uint64_t target = 0, other_true = 0, fake = 0;
  };
  // Edges in this bin and above.
  Kept kept(std::size_t lowest_bin) const noexcept;

  // Counts by kind in `bins` equal parts of [0, 1]; a fine bin belongs where its lowest score is.
  std::array<std::vector<std::uint64_t>, 3> coarse(std::size_t bins) const;

 private:
  std::size_t bin(float score) const noexcept;
  double lowest(std::size_t bin) const noexcept;
  const std::vector<std::uint64_t>& of(EdgeKind kind) const noexcept {
    return counts_[static_cast<std::size_t>(kind)];
  }
  int dropped_bits_;
  std::size_t half_;  // the bin that begins at 1/2
  std::vector<std::uint64_t> counts_[3];
  std::vector<double> weights_;  // sums of the target edges'
};

}  // namespace trackloom::evaluation
