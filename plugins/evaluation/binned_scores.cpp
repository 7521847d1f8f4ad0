#include "evaluation/binned_scores.hpp"

#include <algorithm>
#include <cstdio>

#include "evaluation/fraction.hpp"

namespace trackloom::evaluation {
namespace {

constexpr int coarse = 18;  // bits of the mantissa that are dropped

std::string edge_text(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", x);
  return text;
}

}  // namespace

BinnedScores::BinnedScores(std::vector<double> edges)
    : edges_(std::move(edges)), all_(coarse), bins_(edges_.size() - 1, ScoreHistogram(coarse)) {}

std::optional<std::size_t> BinnedScores::bin_of(double x) const noexcept {
  if (!(x >= edges_.front()) || !(x < edges_.back())) return std::nullopt;
  return static_cast<std::size_t>(std::upper_bound(edges_.begin(), edges_.end(), x) -
                                  edges_.begin() - 1);
}

void BinnedScores::add(std::optional<std::size_t> bin, float score, EdgeKind kind) noexcept {
  all_.add(score, kind);
  if (bin) bins_[*bin].add(score, kind);
}

Table BinnedScores::table(std::string name, std::string title, double efficiency,
                          double confidence) const {
  Table table{std::move(name),
              std::move(title),
              {"low", "high", "purity", "purity_low", "purity_high", "true_kept", "kept",
               "efficiency", "efficiency_low", "efficiency_high", "targets_kept", "targets"},
              {},
              false};
  const std::size_t cut = all_.at_efficiency(efficiency).bin;
  for (std::size_t b = 0; b < bins_.size(); ++b) {
    const ScoreHistogram::Kept kept = bins_[b].kept(cut);
    auto row = fraction_row(
        edge_text(edges_[b]),
        {kept.target + kept.other_true, kept.target + kept.other_true + kept.fake}, confidence);
    row.insert(row.begin() + 1, edge_text(edges_[b + 1]));
    const auto targets =
        fraction_row("", {kept.target, bins_[b].count(EdgeKind::target)}, confidence);
    row.insert(row.end(), targets.begin() + 1, targets.end());
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace trackloom::evaluation
