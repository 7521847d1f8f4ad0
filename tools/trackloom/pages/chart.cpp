#include "pages/chart.hpp"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>

#include "pages/axis.hpp"
#include "pages/html.hpp"

namespace pages {
namespace {

constexpr double width = 460, height = 300, left = 58, right = 14, bottom = 44, legend_line = 18;

[[gnu::format(printf, 1, 2)]] std::string formatted(const char* format, ...) {
  char text[400];
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return text;
}

std::string text_at(double x, double y, const char* anchor, const std::string& text,
                    const char* more = "") {
  return formatted("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>", x, y, anchor, more) +
         escape(text) + "</text>\n";
}

std::string line(const char* kind, double x1, double y1, double x2, double y2) {
  return formatted("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", kind,
                   x1, y1, x2, y2);
}

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
    if (drawn == Drawn::points) {
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

// Names side by side, on as many lines as needed.
struct Legend {
  std::string svg;
  double height = 6;
};

Legend make_legend(const std::vector<Series>& series) {
  constexpr double letter = 6.4, gap = 30;
  Legend legend;
  double x = left, y = 13;
  bool any = false;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (series[i].name.empty()) continue;
    const double wide = static_cast<double>(series[i].name.size()) * letter + gap;
    if (any && x + wide > width) x = left, y += legend_line;
    legend.svg += formatted(
        "<g class=\"c%zu\"><rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"12\" height=\"4\" "
        "rx=\"1\"/></g>\n",
        i % 6, x, y - 6);
    legend.svg += text_at(x + 17, y, "start", series[i].name);
    x += wide;
    any = true;
  }
  if (any) legend.height = y + 9;
  return legend;
}

std::string figure(const std::string& title, const std::string& body) {
  return "<figure><figcaption>" + escape(title) + "</figcaption>\n" + body + "</figure>\n";
}

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
  const Legend legend = make_legend(chart.series);
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

std::string bars(const std::string& title, const std::string& unit, const std::vector<Bar>& bars) {
  constexpr double row = 22, labels = 150, values = 74;
  double largest = 0;
  std::size_t longest = 0;
  for (const Bar& bar : bars) {
    largest = std::max(largest, bar.value);
    longest = std::max(longest, bar.label.size());
  }
  if (bars.empty() || !(largest > 0)) {
    return figure(title, "<p class=\"note\">Nothing was measured for this plot.</p>\n");
  }
  const double start = std::min(labels, static_cast<double>(longest) * 6.6 + 10);
  const double tall = row * static_cast<double>(bars.size()) + 24;
  std::string body =
      formatted("<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", width, tall) +
      escape(title) + "\">\n";
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Bar& bar = bars[i];
    const double y = row * static_cast<double>(i);
    const double wide = std::max(1.0, bar.value / largest * (width - start - values));
    std::string label = bar.label;
    if (label.size() > 22) label = label.substr(0, 10) + "…" + label.substr(label.size() - 11);
    body += formatted("<g class=\"c%d\"><title>", bar.colour % 6) + escape(bar.tooltip) +
            "</title>" + text_at(start - 6, y + 15, "end", label) +
            formatted(
                "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
                "rx=\"2\"/>",
                start, y + 3, wide, row - 6) +
            text_at(start + wide + 5, y + 15, "start", bar.text, "class=\"tick\"") + "</g>\n";
  }
  body += text_at(start, tall - 6, "start", unit, "class=\"tick\"");
  return figure(title, body + "</svg>\n");
}

}  // namespace pages
