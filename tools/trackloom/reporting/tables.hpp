// The tables of a run by what they hold, which their columns tell.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace reporting {

enum class TableKind { figures, efficiency, edge_scores, residuals, pulls, other };

struct RunTable {
  TableKind kind = TableKind::other;
  std::string name, title;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;

  std::size_t column(const std::string& name) const;  // throws std::out_of_range without it
  double number(std::size_t row, const std::string& column) const;  // NaN where it is none
};

// As report.json has them, in its order.
std::vector<RunTable> read_tables(const nlohmann::ordered_json& report);

}  // namespace reporting
