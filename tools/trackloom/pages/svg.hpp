// Pieces of SVG that all drawings share.
#pragma once

#include <string>
#include <vector>

namespace pages {

[[gnu::format(printf, 1, 2)]] std::string formatted(const char* format, ...);

// `anchor`: start, middle or end; `more`: further attributes. The text is escaped.
std::string text_at(double x, double y, const char* anchor, const std::string& text,
                    const char* more = "");
std::string line(const char* kind, double x1, double y1, double x2, double y2);

// Names in their colours side by side, on as many lines as needed; names that are empty are left
// out.
struct Legend {
  std::string svg;
  double height = 6;
};
Legend make_legend(const std::vector<std::string>& names, double left, double width);

// With the title as caption.
std::string figure(const std::string& title, const std::string& body);
// An opening <svg> tag.
std::string svg_tag(double width, double height, const std::string& title);

}  // namespace pages
