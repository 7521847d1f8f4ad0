#include "reporting/physics_page.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "pages/chart.hpp"

namespace reporting {
namespace {

using pages::escape;
using pages::number;

bool has(const std::vector<RunTable>& tables, TableKind kind) {
  return std::any_of(tables.begin(), tables.end(),
                     [&](const RunTable& t) { return t.kind == kind; });
}

// Sum of a metric over the stages of a kind, such as events_with_truth of evaluation.summary; -1
// where the run has no such stage.
double metric_of(const RunRecord& record, std::string_view use, const std::string& name) {
  double sum = -1;
  for (const auto& stage : record.report["stages"]) {
    if (stage.value("stage", "") != use) continue;
    const std::string key = stage.value("name", "") + "." + name;
    const auto& metrics = record.report["metrics"];
    sum = std::max(sum, 0.0) + (metrics.contains(key) ? metrics[key].get<double>() : 0.0);
  }
  return sum;
}

std::string figures_table(const RunTable& table) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const double low = table.number(r, "low"), high = table.number(r, "high");
    const std::string interval =
        std::isnan(low) ? "" : "[" + number(low) + ", " + number(high) + "]";
    const double total = table.number(r, "total");
    const std::string counts =
        std::isnan(total) ? "" : number(table.number(r, "passed")) + " of " + number(total);
    rows.push_back({escape(table.rows[r][0]), escape(table.rows[r][1]), interval, counts});
  }
  return "<h3>" + escape(table.title) + "</h3>\n" +
         pages::table({"figure", "value", "interval (68 %)", "counted"}, rows);
}

// "Efficiency against pT (GeV)" -> "pT (GeV)".
std::string quantity_of(const std::string& title) {
  const std::size_t at = title.find("against ");
  return at == std::string::npos ? "" : title.substr(at + 8);
}

std::string efficiency_chart(const RunTable& table, const std::string& prefix) {
  pages::Chart chart;
  chart.title = table.title + (prefix.empty() ? "" : " (" + prefix + ")");
  chart.x_label = quantity_of(table.title);
  chart.y_label = "efficiency";
  chart.x_log = chart.x_label.starts_with("pT") || chart.x_label.starts_with("production");
  chart.y_high = 1.02;
  pages::Series series{"", pages::Drawn::points, {}};
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (!(table.number(r, "total") > 0)) continue;
    pages::Point p;
    p.left = table.number(r, "low");
    p.right = table.number(r, "high");
    const bool open = std::isinf(p.right);
    // An open bin is drawn as wide as the one before.
    if (open && r > 0) {
      const double before = table.number(r - 1, "low");
      p.right = chart.x_log && before > 0 ? p.left * p.left / before : 2 * p.left - before;
    }
    if (chart.x_log && p.left <= 0) p.left = p.right / 4;  // radius from 0: half a decade
    p.x = chart.x_log ? std::sqrt(p.left * p.right) : (p.left + p.right) / 2;
    p.y = table.number(r, "efficiency");
    p.low = table.number(r, "efficiency_low");
    p.high = table.number(r, "efficiency_high");
    p.tooltip =
        chart.x_label +
        (open ? " from " + number(table.number(r, "low"))
              : " " + number(table.number(r, "low")) + " to " + number(table.number(r, "high"))) +
        ": " + number(p.y) + " (" + table.rows[r][table.column("passed")] + " of " +
        table.rows[r][table.column("total")] + ")";
    series.points.push_back(p);
  }
  chart.series.push_back(std::move(series));
  return pages::chart(chart);
}

std::string score_histogram(const RunTable& table) {
  pages::Chart chart;
  chart.title = "Edge scores";
  chart.x_label = "score";
  chart.y_label = "edges";
  chart.y_log = true;
  chart.x_low = 0;
  chart.x_high = 1;
  constexpr std::array names{std::pair("target", "true, target"), std::pair("fake", "false"),
                             std::pair("other_true", "true, no target")};
  for (const auto& [column, name] : names) {
    pages::Series series{name, pages::Drawn::steps, {}};
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      pages::Point p;
      p.left = table.number(r, "low");
      p.right = table.number(r, "high");
      p.x = (p.left + p.right) / 2;
      p.y = table.number(r, column);
      p.tooltip = std::string(name) + ", score " + number(p.left) + " to " + number(p.right) +
                  ": " + number(p.y) + " edges";
      series.points.push_back(p);
    }
    chart.series.push_back(std::move(series));
  }
  return pages::chart(chart);
}

std::string cut_chart(const RunTable& table) {
  pages::Chart chart;
  chart.title = "Efficiency and purity of a cut on the score";
  chart.x_label = "cut";
  chart.y_label = "fraction";
  chart.x_low = 0;
  chart.x_high = 1;
  chart.y_high = 1.02;
  chart.y_low = 0;
  for (const auto& [column, name] : {std::pair("efficiency", "target edges kept"),
                                     std::pair("purity", "purity of what is kept")}) {
    pages::Series series{name, pages::Drawn::line, {}};
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      pages::Point p;
      p.x = table.number(r, "low");
      p.y = table.number(r, column);
      p.tooltip = std::string(name) + " above " + number(p.x) + ": " + number(p.y);
      series.points.push_back(p);
    }
    chart.series.push_back(std::move(series));
  }
  return pages::chart(chart);
}

// One chart per parameter, pT ranges as points: widths of residuals.
std::vector<std::string> residual_charts(const RunTable& table) {
  constexpr std::array parameters{std::pair("d0", "mm"), std::pair("z0", "mm"),
                                  std::pair("phi", "rad"), std::pair("theta", "rad"),
                                  std::pair("q_over_p", "1/GeV")};
  // Ends of the ranges on the axis; they are those of track_fitting.residuals, whose first begins
  // at 0 and whose last has no end.
  constexpr std::array<double, 5> ends{0.1, 0.3, 0.5, 1, 4};
  std::vector<std::string> charts;
  pages::Chart pulls;
  pulls.title = "Width of the pulls against pT";
  pulls.x_label = "pT (GeV)";
  pulls.y_label = "pull width (1: as expected)";
  pulls.x_log = true;
  pulls.references = {1};
  for (const auto& [parameter, unit] : parameters) {
    pages::Chart chart;
    chart.title = std::string("Resolution of ") + parameter + " against pT";
    chart.x_label = "pT (GeV)";
    chart.y_label = std::string("half width of 68 % (") + unit + ")";
    chart.x_log = chart.y_log = true;
    pages::Series widths{"", pages::Drawn::points, {}};
    pages::Series pull{parameter, pages::Drawn::connected, {}};
    std::size_t range = 0;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      if (table.rows[r][1] != parameter) continue;
      pages::Point p;
      range = std::min(range + 1, ends.size() - 1);
      p.left = ends[range - 1];
      p.right = ends[range];
      p.x = std::sqrt(p.left * p.right);
      p.y = table.number(r, "residual_width");
      p.tooltip = std::string(parameter) + ", " + table.rows[r][0] + ": " + number(p.y) + " " +
                  unit + ", " + table.rows[r][2] + " tracks";
      widths.points.push_back(p);
      p.left = p.right = std::nan("");
      p.y = table.number(r, "pull_width");
      p.tooltip = std::string(parameter) + ", " + table.rows[r][0] + ": " + number(p.y);
      pull.points.push_back(p);
    }
    chart.series.push_back(std::move(widths));
    pulls.series.push_back(std::move(pull));
    charts.push_back(pages::chart(chart));
  }
  charts.push_back(pages::chart(pulls));
  return charts;
}

std::string pull_histogram(const RunTable& table) {
  pages::Chart chart;
  chart.title = "Pulls of the fitted parameters";
  chart.x_label = "pull";
  chart.y_label = "fraction of tracks per bin";
  double bin_width = 0;
  for (const char* parameter : {"d0", "z0", "phi", "theta", "q_over_p"}) {
    double sum = 0;
    for (std::size_t r = 0; r < table.rows.size(); ++r) sum += table.number(r, parameter);
    pages::Series series{parameter, pages::Drawn::steps, {}};
    for (std::size_t r = 0; r < table.rows.size() && sum > 0; ++r) {
      pages::Point p;
      p.left = table.number(r, "low");
      p.right = table.number(r, "high");
      p.x = (p.left + p.right) / 2;
      p.y = table.number(r, parameter) / sum;
      p.tooltip = std::string(parameter) + ", " + number(p.left) + " to " + number(p.right) + ": " +
                  number(p.y);
      bin_width = p.right - p.left;
      series.points.push_back(p);
    }
    chart.series.push_back(std::move(series));
  }
  pages::Series normal{"normal", pages::Drawn::line, {}};
  for (double x = -5; x <= 5.01 && bin_width > 0; x += 0.25) {
    pages::Point p;
    p.x = x;
    p.y = bin_width * std::exp(-x * x / 2) / std::sqrt(2 * M_PI);
    normal.points.push_back(p);
  }
  chart.series.push_back(std::move(normal));
  return pages::chart(chart);
}

std::string prefix_of(const std::string& name, const std::string& suffix) {
  const std::size_t at = name.rfind(suffix);
  return at == std::string::npos || at == 0 ? "" : name.substr(0, at - 1);
}

void add_tracks(pages::Page& page, const RunRecord& record, const std::vector<RunTable>& tables) {
  page.section("Physics");
  const double truth = metric_of(record, "evaluation.summary", "events_with_truth");
  if (truth < 0) {
    page.note(
        "The pipeline has no evaluation.summary, so that tracks were not compared with truth. Add "
        "it: sinks: [{name: physics, use: evaluation.summary}]");
  } else if (truth == 0) {
    page.note(
        "The events had no truth: there are no efficiencies, no fake rate and no score. They need "
        "truth and particles files beside the hits.");
  } else if (!has(tables, TableKind::efficiency)) {
    page.note(
        "The events had no particles files: there is a score and a fake rate, but there are no "
        "efficiencies.");
  }
  std::vector<std::string> charts;
  for (const RunTable& table : tables) {
    if (table.kind == TableKind::figures && table.title.starts_with("Physics")) {
      page.add(figures_table(table));
    }
    if (table.kind == TableKind::efficiency) {
      charts.push_back(efficiency_chart(table, prefix_of(table.name, "efficiency_")));
    }
  }
  if (!charts.empty()) page.add(pages::row_of_charts(charts));
}

void add_edges(pages::Page& page, const RunRecord& record, const std::vector<RunTable>& tables) {
  page.section("Edges of the graphs");
  if (metric_of(record, "evaluation.edges", "events_with_truth") < 0) {
    page.note(
        "The pipeline has no evaluation.edges, so that graphs and scores were not compared with "
        "truth. Add it: sinks: [{name: edges, use: evaluation.edges}]");
  } else if (!has(tables, TableKind::edge_scores)) {
    page.note("No scored edges were compared with truth: there are no scores, or no truth.");
  }
  std::vector<const RunTable*> scores, figures;
  for (const RunTable& table : tables) {
    if (table.kind == TableKind::edge_scores) scores.push_back(&table);
    const bool physics = table.title.starts_with("Physics");
    if (table.kind == TableKind::figures && !physics) figures.push_back(&table);
  }
  for (const RunTable* table : figures) {
    page.add(figures_table(*table));
    const std::string prefix = prefix_of(table->name, "edges");
    for (const RunTable* score : scores) {
      if (prefix_of(score->name, "edge_scores") != prefix) continue;
      page.add(pages::row_of_charts({score_histogram(*score), cut_chart(*score)}));
    }
  }
}

void add_fit(pages::Page& page, const std::vector<RunTable>& tables) {
  page.section("Fitted tracks");
  if (!has(tables, TableKind::residuals)) {
    page.note(
        "No fit was compared with truth. Add track_fitting.fit behind the tracks and the sink "
        "track_fitting.residuals for resolution and pulls.");
  }
  for (const RunTable& table : tables) {
    if (table.kind == TableKind::residuals) {
      page.add(pages::row_of_charts(residual_charts(table)));
      std::vector<std::string> columns;
      for (const std::string& column : table.columns) columns.push_back(escape(column));
      page.add(pages::folded("All widths and medians", pages::table(columns, table.rows, 2)));
    }
    if (table.kind == TableKind::pulls) {
      page.add(pages::row_of_charts({pull_histogram(table)}));
    }
  }
}

}  // namespace

void add_physics(pages::Page& page, const RunRecord& record, const std::vector<RunTable>& tables) {
  add_tracks(page, record, tables);
  add_edges(page, record, tables);
  add_fit(page, tables);
}

}  // namespace reporting
