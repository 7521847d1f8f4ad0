#include "report/table_text.hpp"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace trackloom {
namespace {

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) line += ',';
    line += csv_field(fields[i]);
  }
  return line + "\n";
}

bool starts_like_a_number(const std::string& text) {
  char* end = nullptr;
  (void)std::strtod(text.c_str(), &end);
  return end != text.c_str();
}

// Terminal columns of UTF-8 text: bytes that do not continue a character.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

std::string table_csv(const Table& table) {
  std::string text = csv_line(table.columns);
  for (const auto& row : table.rows) text += csv_line(row);
  return text;
}

std::string table_text(const Table& table) {
  std::vector<std::size_t> widths;
  std::vector<bool> right;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    std::size_t widest = width(table.columns[c]);
    bool numbers = !table.rows.empty();
    for (const auto& row : table.rows) {
      if (c >= row.size()) continue;
      widest = std::max(widest, width(row[c]));
      numbers = numbers && (row[c].empty() || row[c] == "-" || starts_like_a_number(row[c]));
    }
    widths.push_back(widest);
    right.push_back(numbers);
  }
  const auto line = [&](const std::vector<std::string>& fields) {
    std::string text;
    for (std::size_t c = 0; c < widths.size(); ++c) {
      const std::string field = c < fields.size() ? fields[c] : std::string();
      const std::string padding(widths[c] - std::min(widths[c], width(field)), ' ');
      text += (c > 0 ? "  " : "") + (right[c] ? padding + field : field + padding);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text + "\n";
  };
  std::string text = table.title.empty() ? std::string() : table.title + "\n";
  text += line(table.columns);
  for (const auto& row : table.rows) text += line(row);
  return text;
}

}  // namespace trackloom
