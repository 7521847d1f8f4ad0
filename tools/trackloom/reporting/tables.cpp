#include "reporting/tables.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <stdexcept>

namespace reporting {
namespace {

TableKind kind_of(const std::vector<std::string>& columns) {
  const auto begins = [&](std::initializer_list<const char*> names) {
    return names.size() <= columns.size() &&
           std::equal(names.begin(), names.end(), columns.begin(),
                      [](const char* a, const std::string& b) { return b == a; });
  };
  if (begins({"figure", "value", "low", "high", "passed", "total"})) return TableKind::figures;
  if (begins({"low", "high", "efficiency", "efficiency_low", "efficiency_high", "passed"})) {
    return TableKind::efficiency;
  }
  if (begins({"low", "high", "target", "other_true", "fake"})) return TableKind::edge_scores;
  if (begins({"range", "parameter", "tracks", "residual_width"})) return TableKind::residuals;
  if (begins({"low", "high", "d0", "z0", "phi", "theta", "q_over_p"})) return TableKind::pulls;
  return TableKind::other;
}

}  // namespace

std::size_t RunTable::column(const std::string& wanted) const {
  const auto found = std::find(columns.begin(), columns.end(), wanted);
  if (found == columns.end()) throw std::out_of_range("table " + name + " has no column " + wanted);
  return static_cast<std::size_t>(found - columns.begin());
}

double RunTable::number(std::size_t row, const std::string& wanted) const {
  const std::size_t at = column(wanted);
  if (at >= rows[row].size()) return std::numeric_limits<double>::quiet_NaN();
  const std::string& text = rows[row][at];
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return end == text.c_str() ? std::numeric_limits<double>::quiet_NaN() : value;
}

std::vector<RunTable> read_tables(const nlohmann::ordered_json& report) {
  std::vector<RunTable> tables;
  for (const auto& json : report["tables"]) {
    RunTable table;
    table.name = json.value("name", "");
    table.title = json.value("title", "");
    table.columns = json.value("columns", std::vector<std::string>());
    table.rows = json.value("rows", std::vector<std::vector<std::string>>());
    table.kind = kind_of(table.columns);
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace reporting
