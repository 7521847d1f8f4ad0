#include "evaluation/fraction.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "evaluation/clopper_pearson.hpp"

namespace trackloom::evaluation {

double Fraction::value() const noexcept {
  return total > 0 ? static_cast<double>(passed) / static_cast<double>(total)
                   : std::numeric_limits<double>::quiet_NaN();
}

void BinnedFraction::count(double x, bool pass) noexcept {
  if (!(x >= edges_.front()) || !(x < edges_.back())) return;
  const auto bin = std::upper_bound(edges_.begin(), edges_.end(), x) - edges_.begin() - 1;
  bins_[static_cast<std::size_t>(bin)].count(pass);
}

std::string format_figure(double value) {
  if (std::isnan(value)) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", value);
  return text;
}

std::vector<std::string> fraction_row(std::string name, const Fraction& fraction,
                                      double confidence) {
  if (fraction.total == 0) return {std::move(name), "-", "-", "-", "0", "0"};
  const Interval i = clopper_pearson(fraction.passed, fraction.total, confidence);
  return {std::move(name),       format_figure(fraction.value()), format_figure(i.low),
          format_figure(i.high), std::to_string(fraction.passed), std::to_string(fraction.total)};
}

Table BinnedFraction::table(std::string name, std::string title, const std::string& what,
                            double confidence) const {
  const auto edge = [](double x) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", x);
    return std::string(text);
  };
  Table table{std::move(name),
              std::move(title),
              {"low", "high", what, what + "_low", what + "_high", "passed", "total"},
              {},
              false};
  for (std::size_t b = 0; b < bins_.size(); ++b) {
    auto row = fraction_row(edge(edges_[b]), bins_[b], confidence);
    row.insert(row.begin() + 1, edge(edges_[b + 1]));
    table.rows.push_back(std::move(row));
  }
  return table;
}

namespace {

bool has_own_name(const std::string& stage_name, const std::string& kind) {
  return !stage_name.empty() && stage_name != kind && stage_name != "evaluation." + kind;
}

}  // namespace

std::string table_title(const std::string& stage_name, const std::string& kind,
                        const std::string& title) {
  return has_own_name(stage_name, kind) ? title + " (" + stage_name + ")" : title;
}

std::string table_name(const std::string& stage_name, const std::string& kind,
                       const std::string& table) {
  if (!has_own_name(stage_name, kind)) return table;
  std::string prefix = stage_name;
  std::replace(prefix.begin(), prefix.end(), '.', '_');
  return prefix + "_" + table;
}

}  // namespace trackloom::evaluation
