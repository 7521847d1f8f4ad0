// Charts as inline SVG, with axes, legends and tooltips.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace pages {

struct Point {
  double x = 0, y = 0;
  double low = std::numeric_limits<double>::quiet_NaN();  // error bar; NaN: none
  double high = std::numeric_limits<double>::quiet_NaN();
  double left = std::numeric_limits<double>::quiet_NaN();  // extent in x, such as a bin; NaN: none
  double right = std::numeric_limits<double>::quiet_NaN();
  std::string tooltip;  // plain text
};

enum class Drawn { points, line, connected, steps };  // connected: points with a line

struct Series {
  std::string name;  // in the legend; empty: not there
  Drawn drawn = Drawn::points;
  std::vector<Point> points;  // in ascending x; points with a NaN are left out
};

struct Chart {
  std::string title, x_label, y_label;
  bool x_log = false, y_log = false;
  std::optional<double> y_low, y_high;  // else from the points
  std::optional<double> x_low, x_high;
  std::vector<double> references;  // dashed lines at these y
  std::vector<Series> series;
};

// A <figure>; a sentence instead of axes where no series has a point.
std::string chart(const Chart& chart);

// Horizontal bars, one under the other.
struct Bar {
  std::string label;
  double value = 0;
  std::string text;  // beside the bar
  std::string tooltip;
  int colour = 0;
};
// `legend`: what the colours mean, from colour 0; may be empty.
std::string bars(const std::string& title, const std::string& unit, const std::vector<Bar>& bars,
                 const std::vector<std::string>& legend = {});

// Values with intervals on one scale, one row each, and 0 marked.
struct IntervalRow {
  std::string label;
  std::vector<Point> points;  // x, left and right; one per entry of the legend
};
std::string intervals(const std::string& title, const std::string& x_label,
                      const std::vector<IntervalRow>& rows, const std::vector<std::string>& legend);

}  // namespace pages
