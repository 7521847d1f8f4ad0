#include "trackml/csv_table.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "trackml/number.hpp"

namespace trackloom::trackml {
namespace {

std::string list_of(std::span<const ColumnSpec> columns) {
  std::string text;
  for (const ColumnSpec& column : columns) {
    if (!text.empty()) text += ',';
    if (!column.required) text += '[';
    text += column.name;
    if (!column.required) text += ']';
  }
  return text;
}

// Line ends, in blocks whose count fits a byte: the compiler then compares and adds 16 bytes at a
// time, where std::count would widen every one.
std::size_t count_line_ends(const char* p, const char* end) {
  constexpr std::ptrdiff_t block = 240;
  std::size_t total = 0;
  for (; end - p >= block; p += block) {
    std::uint8_t count = 0;
    for (std::ptrdiff_t i = 0; i < block; ++i) {
      count = static_cast<std::uint8_t>(count + (p[i] == '\n' ? 1 : 0));
    }
    total += count;
  }
  return total + static_cast<std::size_t>(std::count(p, end, '\n'));
}

// What stands at a position, for messages: up to the next separator, shortened.
std::string shown(const char* p, const char* end) {
  std::string text = "\"";
  while (p != end && *p != ',' && *p != '\n' && *p != '\r' && text.size() < 33) {
    const auto byte = static_cast<unsigned char>(*p++);
    text += byte >= 0x20 && byte < 0x7F ? static_cast<char>(byte) : '?';
  }
  return text += '"';
}

}  // namespace

void refuse_input(std::string_view file, std::size_t line, std::size_t column,
                  const std::string& message) {
  throw std::runtime_error(std::string(file) + ":" + std::to_string(line) + ":" +
                           std::to_string(column) + ": " + message);
}

CsvTable::CsvTable(std::string_view file, const ByteBuffer& text,
                   std::span<const ColumnSpec> columns, OtherColumns others)
    : file_(file), text_(text.text()), columns_(columns), position_(columns.size(), -1) {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  if (text_.empty()) refuse_input(file_, 1, 1, "the file is empty; expected " + list_of(columns_));
  read_header(others);
  const char* const end = text_.data() + text_.size();
  rows_ = count_line_ends(body_, end);
  if (body_ != end && end[-1] != '\n') ++rows_;
}

void CsvTable::read_header(OtherColumns others) {
  std::string_view line = text_.substr(0, text_.find('\n'));
  body_ = line.data() + line.size() + (line.size() < text_.size() ? 1 : 0);
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::size_t at = 0;
  while (true) {
    const std::size_t comma = std::min(line.find(',', at), line.size());
    const std::string_view name = line.substr(at, comma - at);
    const auto spec = std::find_if(columns_.begin(), columns_.end(),
                                   [&](const ColumnSpec& s) { return s.name == name; });
    const std::string quoted = shown(line.data() + at, line.data() + line.size());
    if (spec != columns_.end()) {
      const auto column = static_cast<std::size_t>(spec - columns_.begin());
      if (has(column)) refuse_input(file_, 1, at + 1, "column " + quoted + " is there twice");
      position_[column] = static_cast<int>(fields_.size());
      fields_.push_back({Kind::id, nullptr, column});
    } else if (others == OtherColumns::skip) {
      fields_.push_back({Kind::skipped, nullptr, 0});
    } else {
      refuse_input(file_, 1, at + 1,
                   "unknown column " + quoted + "; expected " + list_of(columns_));
    }
    if (comma == line.size()) break;
    at = comma + 1;
  }
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (!has(c) && columns_[c].required) {
      refuse_input(
          file_, 1, line.size() + 1,
          "no column \"" + std::string(columns_[c].name) + "\"; expected " + list_of(columns_));
    }
  }
}

void CsvTable::bind(std::size_t column, Kind kind, void* data) {
  Field& field = fields_.at(static_cast<std::size_t>(position_.at(column)));
  field.kind = kind;
  field.data = data;
}

void CsvTable::parse() const {
  const char* p = body_;
  const char* const text_end = text_.data() + text_.size();
  const Field* const last = fields_.data() + fields_.size() - 1;
  for (std::size_t row = 0; row < rows_; ++row) {
    for (const Field* field = fields_.data();; ++field) {
      const char* end = nullptr;
      switch (field->kind) {
        case Kind::id:
          end = parse_integer(p, static_cast<std::uint64_t*>(field->data)[row]);
          break;
        case Kind::natural:
          end = parse_integer(p, static_cast<std::uint32_t*>(field->data)[row]);
          break;
        case Kind::integer:
          end = parse_integer(p, static_cast<std::int32_t*>(field->data)[row]);
          break;
        case Kind::real32: {
          double value = 0;
          end = parse_real(p, value);
          const auto narrow = static_cast<float>(value);
          static_cast<float*>(field->data)[row] = narrow;
          if (!std::isfinite(narrow)) end = nullptr;
          break;
        }
        case Kind::real64: {
          double& value = static_cast<double*>(field->data)[row];
          end = parse_real(p, value);
          if (end != nullptr && !std::isfinite(value)) end = nullptr;
          break;
        }
        case Kind::skipped:
          end =
              std::find_if(p, text_end, [](char c) { return c == ',' || c == '\n' || c == '\r'; });
          break;
      }
      if (end == nullptr) refuse_value(p, row, *field);
      if (field == last) {
        if (*end == '\r') ++end;
        if (end != text_end && *end != '\n') refuse_end(end, row, true);
        p = end + 1;
        break;
      }
      if (*end != ',') refuse_end(end, row, false);
      p = end + 1;
    }
  }
}

const char* CsvTable::field_start(std::size_t row, std::size_t column) const {
  const char* const end = text_.data() + text_.size();
  const char* p = body_;
  for (; row > 0; --row) p = std::find(p, end, '\n') + 1;
  for (int field = has(column) ? position_[column] : 0; field > 0; --field) {
    p = std::find(p, end, ',') + 1;
  }
  return p;
}

void CsvTable::refuse(std::size_t row, std::size_t column, const std::string& message) const {
  refuse_at(field_start(row, column), row, message);
}

void CsvTable::refuse_at(const char* position, std::size_t row, const std::string& message) const {
  const char* line = position;
  while (line != body_ && line[-1] != '\n') --line;
  refuse_input(file_, row + 2, static_cast<std::size_t>(position - line) + 1, message);
}

void CsvTable::refuse_value(const char* position, std::size_t row, const Field& field) const {
  const std::string name(columns_[field.column].name);
  const char* const end = text_.data() + text_.size();
  if (position >= end || *position == '\n' || *position == '\r' || *position == ',') {
    const bool first = &field == fields_.data() && (position >= end || *position != ',');
    refuse_at(position, row, first ? "blank line" : name + " is missing");
  }
  const std::string text = shown(position, end);
  if (field.kind == Kind::real32 || field.kind == Kind::real64) {
    double value = 0;
    const char* const stop = parse_any_real(position, value);
    const bool number = stop != nullptr || (*position >= '0' && *position <= '9') ||
                        (*position == '-' && position[1] >= '0' && position[1] <= '9');
    refuse_at(position, row, name + (number ? " is not finite: " : " is not a number: ") + text);
  }
  const bool digit = *position >= '0' && *position <= '9';
  if (field.kind == Kind::id) {
    if (digit) refuse_at(position, row, name + " is 2^63 or more: " + text);
    refuse_at(position, row, name + " is not an integer of 0 or more: " + text);
  }
  const bool integer = digit || (*position == '-' && field.kind == Kind::integer &&
                                 position[1] >= '0' && position[1] <= '9');
  refuse_at(position, row, name + (integer ? " is too large: " : " is not an integer: ") + text);
}

void CsvTable::refuse_end(const char* position, std::size_t row, bool last) const {
  const char* const end = text_.data() + text_.size();
  if (last && *position == ',') {
    refuse_at(position, row, "more fields than the header has columns");
  }
  if (!last && (position >= end || *position == '\n' || *position == '\r')) {
    refuse_at(position, row,
              "the line ends early: " + std::to_string(fields_.size()) + " fields expected");
  }
  refuse_at(position, row, "unexpected " + shown(position, end) + " after a number");
}

}  // namespace trackloom::trackml
