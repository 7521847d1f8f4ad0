#include "input_format.hpp"

#include <algorithm>
#include <fstream>
#include <string_view>
#include <system_error>

namespace {

struct Format {
  std::string_view first_bytes;
  const char* source;
};

constexpr std::size_t longest = 8;
constexpr Format formats[] = {{std::string_view("TLEVT\r\n\x1a", longest), "event_file.reader"}};

}  // namespace

std::string source_for(const std::filesystem::path& input) noexcept try {
  std::error_code error;
  if (!std::filesystem::is_regular_file(input, error)) return {};
  std::string begin(longest, '\0');
  std::ifstream file(input, std::ios::binary);
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  const auto known =
      std::find_if(std::begin(formats), std::end(formats),
                   [&](const Format& format) { return begin.starts_with(format.first_bytes); });
  return known == std::end(formats) ? std::string() : known->source;
} catch (...) {
  return {};
}
