#include "trackml/number.hpp"

#include <charconv>
#include <string_view>

namespace trackloom::trackml {
namespace {

// Long enough for any number that a program writes; the buffer's zeros end it earlier.
const char* number_end(const char* p) {
  while ((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
         *p == '+' || *p == '-' || *p == '.') {
    ++p;
  }
  return p;
}

}  // namespace

const char* parse_long_integer(const char* p, std::uint64_t& value) noexcept {
  constexpr std::uint64_t limit = 0x7FFFFFFFFFFFFFFFULL;
  std::uint64_t result = 0;
  Digits digits;
  do {
    digits = read_digits(p);
    std::uint64_t scaled = 0;
    if (__builtin_mul_overflow(result, integer_powers_of_ten[digits.count], &scaled) ||
        __builtin_add_overflow(scaled, digits.value, &result) || result > limit) {
      return nullptr;
    }
    p += digits.count;
  } while (digits.count == 8);
  value = result;
  return p;
}

const char* parse_any_real(const char* p, double& value) noexcept {
  const char* const last = number_end(p);
  const auto [end, error] = std::from_chars(p, last, value);
  if (error == std::errc()) return end;
  const std::string_view text(p, last);
  const std::size_t power = text.find_first_of("eE");
  if (error == std::errc::result_out_of_range && power != std::string_view::npos &&
      text[power + 1] == '-') {
    value = 0;  // smaller than any double
    return end;
  }
  return nullptr;
}

}  // namespace trackloom::trackml
