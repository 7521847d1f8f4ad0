#include "pages/chart.hpp"

#include <algorithm>
#include <cmath>

#include "pages/axis.hpp"
#include "pages/html.hpp"
#include "pages/svg.hpp"

namespace pages {
namespace {

constexpr double width = 460, height = 300, left = 58, right = 14, bottom = 44;

bool drawable(const Point& p, const Chart& chart) {
  return std::isfinite(p.x) && std::isfinite(p.y) && !(chart.x_log && p.x <= 0) &&
         !(chart.y_log && p.y <= 0);
}

// The smallest and largest value of the points in one direction.
struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void add(double value, bool positive) {
    if (!std::isfinite(value) || (positive && value <= 0)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool empty() const { return low > high; }
};

// Room around the points, and an axis that is never of zero length.
Axis make_axis(Extent extent, bool logarithmic, std::optional<double> low,
               std::optional<double> high, double margin) {
  if (logarithmic) {
    const double a = low.value_or(extent.low / (1 + margin));
    const double b = high.value_or(extent.high * (1 + margin));
    return {a, b > a ? b : a * 10, true};
  }
  const double room = (extent.high - extent.low) * margin;
  const double a = low.value_or(extent.low - room);
  const double b = high.value_or(extent.high + room);
  if (b > a) return {a, b, false};
  const double around = a == 0 ? 1 : std::abs(a) * 0.1;
  return {a - around, a + around, false};
}

class Drawing {
 public:
  Drawing(const Chart& chart, Axis x, Axis y, double top)
      : chart_(chart), x_(x), y_(y), top_(top) {}

  std::string axes() const {
    std::string out;
    for (const Tick& tick : x_.ticks(6)) {
      const double at = px(tick.value);
      out += line("grid", at, top_, at, height - bottom);
      out += text_at(at, height - bottom + 15, "middle", tick.label, "class=\"tick\"");
    }
    for (const Tick& tick : y_.ticks(5)) {
      const double at = py(tick.value);
      out += line("grid", left, at, width - right, at);
      out += text_at(left - 6, at + 4, "end", tick.label, "class=\"tick\"");
    }
    for (const double reference : chart_.references) {
      if (reference < y_.low() || reference > y_.high()) continue;
      out += line("reference", left, py(reference), width - right, py(reference));
    }
    out += formatted("<path class=\"axis\" d=\"M%.1f %.1fV%.1fH%.1f\"/>\n", left, top_,
                     height - bottom, width - right);
    out += text_at((left + width - right) / 2, height - 8, "middle", chart_.x_label);
    const double middle = (top_ + height - bottom) / 2;
    out += text_at(14, middle, "middle", chart_.y_label,
                   formatted("transform=\"rotate(-90 14 %.1f)\"", middle).c_str());
    return out;
  }

  std::string series(const Series& series, std::size_t index) const {
    std::string out = formatted("<g class=\"c%zu\">\n", index % 6);
    if (series.drawn != Drawn::points) out += path(series);
    for (const Point& p : series.points) {
      if (drawable(p, chart_)) out += point(p, series.drawn);
    }
    return out + "</g>\n";
  }

 private:
  double px(double x) const { return left + x_.position(x) * (width - left - right); }
  double py(double y) const { return height - bottom - y_.position(y) * (height - bottom - top_); }

  std::string path(const Series& series) const {
    std::string d;
    for (const Point& p : series.points) {
      // A histogram's empty bin lies on the floor of a logarithmic axis.
      const bool floor = chart_.y_log && p.y <= 0 && series.drawn == Drawn::steps;
      if (!drawable(p, chart_) && !floor) continue;
      const double y = floor ? height - bottom : py(p.y);
      if (series.drawn == Drawn::steps) {
        d += formatted("%c%.1f %.1fH%.1f", d.empty() ? 'M' : 'L', px(p.left), y, px(p.right));
      } else {
        d += formatted("%c%.1f %.1f", d.empty() ? 'M' : 'L', px(p.x), y);
      }
    }
    return "<path class=\"path\" d=\"" + d + "\"/>\n";
  }

  std::string point(const Point& p, Drawn drawn) const {
    const double x = px(p.x), y = py(p.y);
    std::string out = "<g>";
    if (!p.tooltip.empty()) out += "<title>" + escape(p.tooltip) + "</title>";
    if (drawn == Drawn::points || drawn == Drawn::connected) {
      if (std::isfinite(p.left)) out += line("mark", px(p.left), y, px(p.right), y);
      if (std::isfinite(p.low)) out += line("mark", x, py(p.low), x, py(p.high));
      out += formatted("<circle class=\"mark\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.6\"/>", x, y);
    }
    // A larger target for the pointer.
    out += formatted("<circle class=\"hit\" cx=\"%.1f\" cy=\"%.1f\" r=\"8\"/>", x, y);
    return out + "</g>\n";
  }

  const Chart& chart_;
  Axis x_, y_;
  double top_;
};

}  // namespace

std::string chart(const Chart& chart) {
  Extent x, y;
  for (const Series& series : chart.series) {
    for (const Point& p : series.points) {
      if (!drawable(p, chart)) continue;
      for (const double value : {p.x, p.left, p.right}) x.add(value, chart.x_log);
      for (const double value : {p.y, p.low, p.high}) y.add(value, chart.y_log);
    }
  }
  if (x.empty() || y.empty()) {
    return figure(chart.title, "<p class=\"note\">Nothing was counted for this plot.</p>\n");
  }
  for (const double reference : chart.references) y.add(reference, chart.y_log);
  std::vector<std::string> names;
  for (const Series& series : chart.series) names.push_back(series.name);
  const Legend legend = make_legend(names, left, width);
  const Drawing drawing(chart, make_axis(x, chart.x_log, chart.x_low, chart.x_high, 0),
                        make_axis(y, chart.y_log, chart.y_low, chart.y_high, 0.06), legend.height);
  std::string body =
      formatted("<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", width, height) +
      escape(chart.title) + "\">\n";
  body += legend.svg + drawing.axes();
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    body += drawing.series(chart.series[i], i);
  }
  return figure(chart.title, body + "</svg>\n");
}

}  // namespace pages
