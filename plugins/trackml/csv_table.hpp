// A CSV file of numbers with a header line, read into arrays by column name.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "trackml/byte_buffer.hpp"

namespace trackloom::trackml {

// Throws std::runtime_error "FILE:LINE:COLUMN: MESSAGE", lines and columns from 1.
[[noreturn]] void refuse_input(std::string_view file, std::size_t line, std::size_t column,
                               const std::string& message);

struct ColumnSpec {
  std::string_view name;
  bool required = true;
};

// What becomes of columns that the specification does not name.
enum class OtherColumns : std::uint8_t { refuse, skip };

// The steps: construct (reads the header), bind every column that the file has to an array of
// rows() entries, parse(). Columns may come in any order, each once; those that the specification
// does not name are refused, or skipped where that is asked, whatever they hold. Blank lines and
// quotes are refused. A byte order mark, CRLF and a missing
// end of the last line are accepted. Works in place; the text must outlive it.
class CsvTable {
 public:
  CsvTable(std::string_view file, const ByteBuffer& text, std::span<const ColumnSpec> columns,
           OtherColumns others = OtherColumns::refuse);

  std::size_t rows() const noexcept { return rows_; }
  bool has(std::size_t column) const noexcept { return position_[column] >= 0; }

  void bind(std::size_t column, std::uint64_t* data) { bind(column, Kind::id, data); }
  void bind(std::size_t column, std::uint32_t* data) { bind(column, Kind::natural, data); }
  void bind(std::size_t column, std::int32_t* data) { bind(column, Kind::integer, data); }
  void bind(std::size_t column, float* data) { bind(column, Kind::real32, data); }
  void bind(std::size_t column, double* data) { bind(column, Kind::real64, data); }

  // Fills the arrays. Ids are below 2^63, reals are finite; anything else throws.
  void parse() const;

  // For findings made after parsing: points at that row's field.
  [[noreturn]] void refuse(std::size_t row, std::size_t column, const std::string& message) const;

 private:
  enum class Kind : std::uint8_t { id, natural, integer, real32, real64, skipped };
  struct Field {  // in the order of the file
    Kind kind = Kind::id;
    void* data = nullptr;
    std::size_t column = 0;
  };

  void bind(std::size_t column, Kind kind, void* data);
  void read_header(OtherColumns others);
  const char* field_start(std::size_t row, std::size_t column) const;
  [[noreturn]] void refuse_at(const char* position, std::size_t row,
                              const std::string& message) const;
  [[noreturn]] void refuse_value(const char* position, std::size_t row, const Field& field) const;
  [[noreturn]] void refuse_end(const char* position, std::size_t row, bool last) const;

  std::string file_;
  std::string_view text_;
  std::span<const ColumnSpec> columns_;
  std::vector<int> position_;  // of each specified column in the file, -1: absent
  std::vector<Field> fields_;
  const char* body_ = nullptr;
  std::size_t rows_ = 0;
};

}  // namespace trackloom::trackml
