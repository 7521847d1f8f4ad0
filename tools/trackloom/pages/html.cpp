#include "pages/html.hpp"

#include <cmath>
#include <cstdio>

#include "pages/style.hpp"

namespace pages {
namespace {

// Length of the UTF-8 character that begins there, 0 if none does.
std::size_t character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = byte(0) < 0x80   ? 1
                             : byte(0) < 0xC2 ? 0
                             : byte(0) < 0xE0 ? 2
                             : byte(0) < 0xF0 ? 3
                             : byte(0) < 0xF5 ? 4
                                              : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  return length;
}

std::string with_spaces(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.0f", std::abs(value));
  std::string text(digits);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, "\u202F");  // narrow space
  return (value < 0 ? "\u2212" : "") + text;
}

}  // namespace

std::string escape(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = character(text);
    switch (text[0]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += length == 0 ? "\uFFFD" : std::string(text.substr(0, length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

std::string number(double value) {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  const double size = std::abs(value);
  if (size >= 1000 || (size >= 100 && value == std::floor(value))) return with_spaces(value);
  char text[32];
  const char* format = size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : size >= 1 ? "%.3f" : "%.4f";
  if (value == std::floor(value)) format = "%.0f";
  if (size > 0 && size < 0.001) format = "%.2g";
  std::snprintf(text, sizeof text, format, value);
  std::string out(text);
  if (out[0] == '-') out.replace(0, 1, "\u2212");
  return out;
}

std::string size_text(double bytes) {
  const char* units[] = {"B", "kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  while (bytes >= 1000 && unit < 4) bytes /= 1000, ++unit;
  char text[32];
  std::snprintf(text, sizeof text, bytes >= 100 || unit == 0 ? "%.0f %s" : "%.1f %s", bytes,
                units[unit]);
  return text;
}

std::string table(const std::vector<std::string>& columns,
                  const std::vector<std::vector<std::string>>& rows, std::size_t text_columns) {
  std::string out = "<div class=\"frame\"><table><thead><tr>";
  for (std::size_t c = 0; c < columns.size(); ++c) {
    out += (c < text_columns ? "<th class=\"l\">" : "<th>") + columns[c] + "</th>";
  }
  out += "</tr></thead><tbody>\n";
  for (const auto& row : rows) {
    out += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c) {
      out += (c < text_columns ? "<td class=\"l\">" : "<td>") + row[c] + "</td>";
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string row_of_charts(const std::vector<std::string>& charts) {
  std::string out = "<div class=\"charts\">\n";
  for (const std::string& chart : charts) out += chart;
  return out + "</div>\n";
}

std::string folded(std::string_view title, std::string_view html) {
  return "<details><summary>" + escape(title) + "</summary>\n" + std::string(html) + "</details>\n";
}

void Page::section(const std::string& title) {
  const std::string id = "s" + std::to_string(++sections_);
  body_ += "<h2 id=\"" + id + "\">" + escape(title) + "</h2>\n";
  contents_ += "<a href=\"#" + id + "\">" + escape(title) + "</a>\n";
}

std::string Page::html() const {
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
         // No request for /favicon.ico either.
         "<link rel=\"icon\" href=\"data:,\">\n<title>" +
         escape(title_) + "</title>\n<style>" + style + "</style></head>\n<body>\n<h1>" +
         escape(title_) + "</h1>\n<p class=\"sub\">" + escape(subtitle_) + "</p>\n<nav>\n" +
         contents_ + "</nav>\n" + body_ + "</body></html>\n";
}

}  // namespace pages
