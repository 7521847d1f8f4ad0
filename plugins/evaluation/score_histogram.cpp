#include "evaluation/score_histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace trackloom::evaluation {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

ScoreHistogram::ScoreHistogram(int dropped_bits)
    : dropped_bits_(dropped_bits), half_(std::bit_cast<std::uint32_t>(0.5F) >> dropped_bits) {
  for (auto& counts : counts_) counts.assign(2 * half_ + 1, 0);
  weights_.assign(2 * half_ + 1, 0);
}

std::size_t ScoreHistogram::bin(float score) const noexcept {
  if (!(score > 0)) return 0;  // NaN too: the least likely edge
  if (score >= 1) return 2 * half_;
  if (score < 0.5F) return std::bit_cast<std::uint32_t>(score) >> dropped_bits_;
  return 2 * half_ - (std::bit_cast<std::uint32_t>(1 - score) >> dropped_bits_);
}

double ScoreHistogram::lowest(std::size_t bin) const noexcept {
  const auto value = [this](std::size_t b) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(b << dropped_bits_));
  };
  // Above 1/2 the bits grow downwards: the bin's lowest score belongs to the end of the range.
  return bin < half_ ? value(bin) : std::max(0.5, 1.0 - value(2 * half_ - bin + 1));
}

void ScoreHistogram::add(float score, EdgeKind kind, double weight) noexcept {
  const std::size_t b = bin(score);
  ++counts_[static_cast<std::size_t>(kind)][b];
  if (kind == EdgeKind::target) weights_[b] += weight;
}

std::uint64_t ScoreHistogram::count(EdgeKind kind) const noexcept {
  return std::accumulate(of(kind).begin(), of(kind).end(), std::uint64_t{0});
}

double ScoreHistogram::area() const {
  const double targets = static_cast<double>(count(EdgeKind::target));
  const double fakes = static_cast<double>(count(EdgeKind::fake));
  if (targets == 0 || fakes == 0) return nan;
  double below = 0, area = 0;  // fakes with a lower score
  for (std::size_t b = 0; b <= 2 * half_; ++b) {
    const auto fake = static_cast<double>(of(EdgeKind::fake)[b]);
    area += static_cast<double>(of(EdgeKind::target)[b]) / targets * (below + fake / 2) / fakes;
    below += fake;
  }
  return area;
}

ScoreHistogram::Point ScoreHistogram::at_efficiency(double efficiency) const {
  const std::uint64_t targets = count(EdgeKind::target);
  if (targets == 0) return {0, nan, nan, nan, nan, nan};
  std::uint64_t target = 0, other = 0, fake = 0;
  double weight = 0;
  for (std::size_t b = 2 * half_ + 1; b-- > 0;) {
    target += of(EdgeKind::target)[b];
    other += of(EdgeKind::other_true)[b];
    fake += of(EdgeKind::fake)[b];
    weight += weights_[b];
    const double share = static_cast<double>(target) / static_cast<double>(targets);
    if (target == 0 || share < efficiency) continue;
    return {b,
            lowest(b),
            share,
            static_cast<double>(target + other) / static_cast<double>(target + other + fake),
            static_cast<double>(target) / static_cast<double>(target + fake),
            weight / (weight + static_cast<double>(fake))};
  }
  return {0, nan, nan, nan, nan, nan};  // not reached for efficiencies up to 1
}

ScoreHistogram::Kept ScoreHistogram::kept(std::size_t lowest_bin) const noexcept {
  const auto sum = [&](EdgeKind kind) {
    const auto first = of(kind).begin() + static_cast<std::ptrdiff_t>(lowest_bin);
    return std::accumulate(first, of(kind).end(), std::uint64_t{0});
  };
  return {sum(EdgeKind::target), sum(EdgeKind::other_true), sum(EdgeKind::fake)};
}

std::array<std::vector<std::uint64_t>, 3> ScoreHistogram::coarse(std::size_t bins) const {
  std::array<std::vector<std::uint64_t>, 3> sums;
  for (std::size_t kind = 0; kind < 3; ++kind) {
    sums[kind].assign(bins, 0);
    for (std::size_t b = 0; b <= 2 * half_; ++b) {
      const double score = std::max(0.0, lowest(b));
      const auto part = static_cast<std::size_t>(score * static_cast<double>(bins));
      sums[kind][std::min(part, bins - 1)] += counts_[kind][b];
    }
  }
  return sums;
}

}  // namespace trackloom::evaluation
