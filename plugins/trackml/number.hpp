// Reading decimal numbers, eight digits at a time.
//
// Every function takes a position in a zero-padded buffer (ByteBuffer) and returns the position
// behind the number, or null if there is no number that it can hold; the caller words the error.
//
// Digits are read with one 8-byte load (SWAR): the first byte that is no digit is found with two
// additions and a bit scan, and the digits before it are combined with two multiplications, so
// that the only branches are on the form of a number, not on its length. Reals take the exact path
// of Clinger (1990): a mantissa below 2^53 times or over a power of ten up to 10^22 is one
// correctly rounded operation. All others go to std::from_chars. So doubles are correctly rounded;
// floats are rounded from the double, which differs from direct rounding by at most one unit in the
// last place, in less than one in 10^8 cases.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace trackloom::trackml {

struct Digits {
  std::uint64_t value = 0;
  unsigned count = 0;  // 0 to 8; at 8 there may be more
};

inline Digits read_digits(const char* p) noexcept {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, p, sizeof bytes);
  std::uint64_t digits = bytes - 0x3030303030303030ULL;
  // High bit set at the first byte that is no digit (bytes behind it may be wrong: borrows).
  const std::uint64_t stop = ((bytes + 0x4646464646464646ULL) | digits) & 0x8080808080808080ULL;
  const unsigned count = static_cast<unsigned>(std::countr_zero(stop)) / 8;
  if (count < 8)
    digits = (digits << (56 - 8 * count)) << 8;  // two steps: a shift by 64 is undefined
  digits = digits * 10 + (digits >> 8);
  constexpr std::uint64_t mask = 0x000000FF000000FFULL;
  constexpr std::uint64_t high = 100 + (1000000ULL << 32);
  constexpr std::uint64_t low = 1 + (10000ULL << 32);
  return {((digits & mask) * high + ((digits >> 16) & mask) * low) >> 32, count};
}

inline constexpr double powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                           1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                           1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
inline constexpr std::uint64_t integer_powers_of_ten[] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

// Longer than 8 digits, up to 2^63 - 1.
const char* parse_long_integer(const char* p, std::uint64_t& value) noexcept;

inline const char* parse_integer(const char* p, std::uint64_t& value) noexcept {
  const Digits digits = read_digits(p);
  if (digits.count == 8) return parse_long_integer(p, value);
  value = digits.value;
  return digits.count == 0 ? nullptr : p + digits.count;
}

inline const char* parse_integer(const char* p, std::uint32_t& value) noexcept {
  std::uint64_t wide = 0;
  const char* end = parse_integer(p, wide);
  value = static_cast<std::uint32_t>(wide);
  return wide > 0xFFFFFFFFULL ? nullptr : end;
}

inline const char* parse_integer(const char* p, std::int32_t& value) noexcept {
  const bool negative = *p == '-';
  std::uint64_t wide = 0;
  const char* end = parse_integer(p + negative, wide);
  value = negative ? -static_cast<std::int32_t>(wide) : static_cast<std::int32_t>(wide);
  return wide > 0x7FFFFFFFULL ? nullptr : end;
}

// Any real by std::from_chars; null also for what overflows; "nan" and "inf" are read as such.
const char* parse_any_real(const char* p, double& value) noexcept;

inline const char* parse_real(const char* start, double& value) noexcept {
  const char* p = start;
  const bool negative = *p == '-';
  p += negative;
  const Digits whole = read_digits(p);
  if (whole.count == 8) return parse_any_real(start, value);
  p += whole.count;
  std::uint64_t mantissa = whole.value;
  unsigned decimals = 0;
  if (*p == '.') {
    ++p;
    const Digits first = read_digits(p);
    mantissa = mantissa * integer_powers_of_ten[first.count] + first.value;
    decimals = first.count;
    p += first.count;
    if (first.count == 8) {
      const Digits second = read_digits(p);
      // Below 10^12, seven more digits cannot overflow 64 bits.
      if (second.count == 8 || mantissa >= 1000000000000ULL) return parse_any_real(start, value);
      mantissa = mantissa * integer_powers_of_ten[second.count] + second.value;
      decimals += second.count;
      p += second.count;
    }
  }
  if (whole.count + decimals == 0) return parse_any_real(start, value);  // nan, inf, no number
  int exponent = -static_cast<int>(decimals);
  if ((*p | 0x20) == 'e') {
    ++p;
    const bool down = *p == '-';
    if (down || *p == '+') ++p;
    const Digits power = read_digits(p);
    if (power.count == 0 || power.count > 3) return parse_any_real(start, value);
    p += power.count;
    exponent += down ? -static_cast<int>(power.value) : static_cast<int>(power.value);
  }
  if (mantissa >= (1ULL << 53) || exponent < -22 || exponent > 22) {
    return parse_any_real(start, value);
  }
  double result = static_cast<double>(mantissa);
  result = exponent < 0 ? result / powers_of_ten[-exponent] : result * powers_of_ten[exponent];
  value = negative ? -result : result;
  return p;
}

}  // namespace trackloom::trackml
