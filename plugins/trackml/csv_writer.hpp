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

// Reals are written with the fewest digits that read back as the same float.
class CsvWriter {
 public:
  CsvWriter(std::filesystem::path path, std::string_view header) : file_(std::move(path)) {
    file_.write(header);
    file_.write("\n");
  }

  template <class First, class... Rest>
  void row(First first, Rest... rest) {
    char* end = put(line_, first);
    ((*end++ = ',', end = put(end, rest)), ...);
    *end++ = '\n';
    file_.write({line_, static_cast<std::size_t>(end - line_)});
  }
  void commit() { file_.commit(); }
  const std::filesystem::path& path() const noexcept { return file_.path(); }

 private:
  // Room for 20 numbers: a float has at most 15 characters, an integer 20.
  static constexpr std::size_t line_size = 20 * 21;

  template <class Number>
  requires std::integral<Number> || std::same_as<Number, float>
  char* put(char* at, Number value) { return std::to_chars(at, line_ + line_size, value).ptr; }

  OutputFile file_;
  char line_[line_size];
};

}  // namespace trackloom::trackml
