#include "report/summary.hpp"

#include <algorithm>
#include <utility>

namespace trackloom {

void SummaryCollector::figure(const std::string& name, double value) {
  report_.metrics[stage_ + "." + name] += value;
}

void SummaryCollector::table(Table table) {
  const auto same = std::find_if(report_.tables.begin(), report_.tables.end(), [&](const Table& t) {
    return t.name == table.name && t.columns == table.columns;
  });
  if (same == report_.tables.end()) {
    report_.tables.push_back(std::move(table));
  } else {
    std::move(table.rows.begin(), table.rows.end(), std::back_inserter(same->rows));
  }
}

void SummaryCollector::output(const std::filesystem::path& path) {
  if (std::find(report_.outputs.begin(), report_.outputs.end(), path) == report_.outputs.end()) {
    report_.outputs.push_back(path);
  }
}

}  // namespace trackloom
