// Charts whose rows have names: bars and intervals.
#include <algorithm>
#include <cmath>

#include "pages/axis.hpp"
#include "pages/chart.hpp"
#include "pages/html.hpp"
#include "pages/svg.hpp"

namespace pages {
namespace {

constexpr double width = 460, row = 22, letter = 7;
constexpr std::size_t longest_label = 33;

std::string shortened(const std::string& label) {
  if (label.size() <= longest_label) return label;
  constexpr std::size_t half = longest_label / 2 - 1;
  return label.substr(0, half) + "…" + label.substr(label.size() - half);
}

// Where the labels end.
double label_width(std::size_t longest) {
  return static_cast<double>(std::min(longest, longest_label)) * letter + 10;
}

}  // namespace

std::string bars(const std::string& title, const std::string& unit, const std::vector<Bar>& bars,
                 const std::vector<std::string>& legend) {
  constexpr double values = 74;  // room for the texts behind the bars
  double largest = 0;
  std::size_t longest = 0;
  for (const Bar& bar : bars) {
    largest = std::max(largest, bar.value);
    longest = std::max(longest, bar.label.size());
  }
  if (bars.empty() || !(largest > 0)) {
    return figure(title, "<p class=\"note\">Nothing was measured for this plot.</p>\n");
  }
  const double start = label_width(longest);
  const Legend names = make_legend(legend, start, width);
  const double tall = names.height + row * static_cast<double>(bars.size()) + 18;
  std::string body = svg_tag(width, tall, title) + names.svg;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Bar& bar = bars[i];
    const double y = names.height + row * static_cast<double>(i);
    const double wide = std::max(1.0, bar.value / largest * (width - start - values));
    body += formatted("<g class=\"c%d\"><title>", bar.colour % 6) + escape(bar.tooltip) +
            "</title>" + text_at(start - 6, y + 12, "end", shortened(bar.label)) +
            formatted(
                "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
                "rx=\"2\"/>",
                start, y, wide, row - 6) +
            text_at(start + wide + 5, y + 12, "start", bar.text, "class=\"tick\"") + "</g>\n";
  }
  body += text_at(start, tall - 4, "start", unit, "class=\"tick\"");
  return figure(title, body + "</svg>\n");
}

std::string intervals(const std::string& title, const std::string& x_label,
                      const std::vector<IntervalRow>& rows,
                      const std::vector<std::string>& legend) {
  constexpr double foot = 40, right = 14;
  double low = 0, high = 0;
  std::size_t longest = 0;
  for (const IntervalRow& r : rows) {
    longest = std::max(longest, r.label.size());
    for (const Point& p : r.points) {
      for (const double x : {p.x, p.left, p.right}) {
        if (!std::isfinite(x)) continue;
        low = std::min(low, x);
        high = std::max(high, x);
      }
    }
  }
  if (rows.empty()) {
    return figure(title, "<p class=\"note\">Nothing was counted for this plot.</p>\n");
  }
  const double room = high > low ? (high - low) * 0.06 : 0.01;
  const Axis axis(low - room, high + room, false);
  const double start = label_width(longest);
  const auto px = [&](double x) { return start + axis.position(x) * (width - start - right); };
  const Legend names = make_legend(legend, start, width);
  const double floor = names.height + row * static_cast<double>(rows.size());
  std::string body = svg_tag(width, floor + foot, title) + names.svg;
  for (const Tick& tick : axis.ticks(4)) {
    body += line(tick.value == 0 ? "axis" : "grid", px(tick.value), names.height, px(tick.value),
                 floor);
    body += text_at(px(tick.value), floor + 15, "middle", tick.label, "class=\"tick\"");
  }
  body += text_at((start + width - right) / 2, floor + 34, "middle", x_label);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double top = names.height + row * static_cast<double>(i);
    body += text_at(start - 6, top + 15, "end", shortened(rows[i].label));
    for (std::size_t k = 0; k < rows[i].points.size(); ++k) {
      const Point& p = rows[i].points[k];
      if (!std::isfinite(p.x)) continue;
      const double y = top + row * (static_cast<double>(k) + 1) /
                                 (static_cast<double>(rows[i].points.size()) + 1);
      body += formatted("<g class=\"c%zu\"><title>", k % 6) + escape(p.tooltip) + "</title>";
      if (std::isfinite(p.left)) body += line("mark", px(p.left), y, px(p.right), y);
      body +=
          formatted("<circle class=\"mark\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.4\"/>", px(p.x), y) +
          formatted("<circle class=\"hit\" cx=\"%.1f\" cy=\"%.1f\" r=\"7\"/></g>\n", px(p.x), y);
    }
  }
  return figure(title, body + "</svg>\n");
}

}  // namespace pages
