// Rows of numbers into an OutputFile.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "trackloom/output_file.hpp"

namespace trackloom::trackml {

// "event000001000-tracks.csv" for (1000, "tracks").
std::string event_file_name(std::uint64_t event, std::string_view part);

// Formats rows of numbers: reals with the fewest digits that read back as the same number.
class CsvLine {
 public:
  // "1,2.5\n", valid until the next call.
  template <class First, class... Rest>
  std::string_view row(First first, Rest... rest) {
    static_assert(sizeof...(Rest) < line_size / (longest_number + 1));
    char* end = put(line_, first);
    ((*end++ = ',', end = put(end, rest)), ...);
    *end++ = '\n';
    return {line_, static_cast<std::size_t>(end - line_)};
  }

 private:
  static constexpr std::size_t longest_number = 24;  // of a double; a float has 15, an integer 20
  static constexpr std::size_t line_size = 24 * (longest_number + 1);

  template <class Number>
  requires std::integral<Number> || std::floating_point<Number>
  static char* put(char* at, Number value) {
    return std::to_chars(at, at + longest_number, value).ptr;
  }

  char line_[line_size];
};

class CsvWriter {
 public:
  CsvWriter(std::filesystem::path path, std::string_view header) : file_(std::move(path)) {
    file_.write(header);
    file_.write("\n");
  }

  template <class... Numbers>
  void row(Numbers... numbers) {
    file_.write(line_.row(numbers...));
  }
  void commit() { file_.commit(); }
  const std::filesystem::path& path() const noexcept { return file_.path(); }

 private:
  OutputFile file_;
  CsvLine line_;
};

}  // namespace trackloom::trackml
