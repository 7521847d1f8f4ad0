#include "pages/svg.hpp"

#include <cstdarg>
#include <cstdio>

#include "pages/html.hpp"

namespace pages {

std::string formatted(const char* format, ...) {
  char text[400];
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return text;
}

std::string text_at(double x, double y, const char* anchor, const std::string& text,
                    const char* more) {
  return formatted("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>", x, y, anchor, more) +
         escape(text) + "</text>\n";
}

std::string line(const char* kind, double x1, double y1, double x2, double y2) {
  return formatted("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", kind,
                   x1, y1, x2, y2);
}

Legend make_legend(const std::vector<std::string>& names, double left, double width) {
  constexpr double letter = 6.4, gap = 30, legend_line = 18;
  Legend legend;
  double x = left, y = 13;
  bool any = false;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) continue;
    const double wide = static_cast<double>(names[i].size()) * letter + gap;
    if (any && x + wide > width) x = left, y += legend_line;
    legend.svg += formatted(
        "<g class=\"c%zu\"><rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"12\" height=\"4\" "
        "rx=\"1\"/></g>\n",
        i % 6, x, y - 6);
    legend.svg += text_at(x + 17, y, "start", names[i]);
    x += wide;
    any = true;
  }
  if (any) legend.height = y + 9;
  return legend;
}

std::string figure(const std::string& title, const std::string& body) {
  return "<figure><figcaption>" + escape(title) + "</figcaption>\n" + body + "</figure>\n";
}

std::string svg_tag(double width, double height, const std::string& title) {
  return formatted("<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", width, height) +
         escape(title) + "\">\n";
}

}  // namespace pages
