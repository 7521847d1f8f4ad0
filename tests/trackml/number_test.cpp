#include "trackml/number.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "trackml/byte_buffer.hpp"

using namespace trackloom::trackml;

namespace {

// The value and how many characters were read; -1 for none.
template <class T>
std::pair<T, int> integer(const std::string& text) {
  ByteBuffer buffer;
  buffer.assign(text);
  T value{};
  const char* begin = buffer.text().data();
  const char* end = parse_integer(begin, value);
  return {value, end == nullptr ? -1 : static_cast<int>(end - begin)};
}

std::pair<double, int> real(const std::string& text) {
  ByteBuffer buffer;
  buffer.assign(text);
  double value = 0;
  const char* begin = buffer.text().data();
  const char* end = parse_real(begin, value);
  return {value, end == nullptr ? -1 : static_cast<int>(end - begin)};
}

}  // namespace

TEST_CASE("integers of every length are read up to 2^63 - 1") {
  std::uint64_t value = 0;
  std::string text;
  for (int digits = 1; digits <= 18; ++digits) {
    text += static_cast<char>('0' + digits % 10);
    value = value * 10 + static_cast<std::uint64_t>(digits % 10);
    CHECK(integer<std::uint64_t>(text + ",7") == std::pair(value, digits));
  }
  CHECK(integer<std::uint64_t>("9223372036854775807") ==
        std::pair(std::uint64_t{9223372036854775807ULL}, 19));
  CHECK(integer<std::uint64_t>("000000000000000000000000012,").first == 12);
}

TEST_CASE("integers that do not fit or are none are refused") {
  for (const char* text : {"9223372036854775808", "18446744073709551616", "99999999999999999999999",
                           "-1", "+1", "", "x", " 1", ",", "\n"}) {
    CAPTURE(text);
    CHECK(integer<std::uint64_t>(text).second == -1);
  }
  CHECK(integer<std::uint32_t>("4294967295").first == 4294967295U);
  CHECK(integer<std::uint32_t>("4294967296").second == -1);
  CHECK(integer<std::int32_t>("-2147483647").first == -2147483647);
  CHECK(integer<std::int32_t>("2147483648").second == -1);
  CHECK(integer<std::int32_t>("-").second == -1);
}

TEST_CASE("reals in every form are correctly rounded, as strtod has them") {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> exponent(-12, 12);
  const char* const forms[] = {"%.6g", "%.9g", "%.17g", "%.3f", "%.12f", "%.5e", "%.16e", "%.0f"};
  char text[512];
  int wrong = 0;
  for (int i = 0; i < 400000; ++i) {
    const double sign = (random() & 1U) != 0 ? 1 : -1;
    const double value = sign * std::pow(10, exponent(random));
    std::snprintf(text, sizeof text, forms[i % 8], value);
    const auto [read, length] = real(text);
    if (read != std::strtod(text, nullptr) || length != static_cast<int>(std::strlen(text))) {
      ++wrong;
      MESSAGE("wrong: ", text);
    }
    // Through double to float: at most one unit in the last place from direct rounding.
    const float direct = std::strtof(text, nullptr);
    const float through = static_cast<float>(read);
    if (through != direct && through != std::nextafter(direct, through)) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("unusual reals are read too") {
  CHECK(real("0").first == 0);
  CHECK(std::signbit(real("-0").first));
  CHECK(real(".5").first == 0.5);
  CHECK(real("5.").first == 5);
  CHECK(real("1E5,").first == 1e5);
  CHECK(real("1e+05\n").first == 1e5);
  CHECK(real("1e-400").first == 0);
  CHECK(real("4.9e-324").first == 4.9e-324);
  CHECK(real("123456789012345678901234567890").first == 123456789012345678901234567890.0);
  CHECK(real("0.00000000000000000000000000012345").first == 0.00000000000000000000000000012345);
  CHECK(std::isnan(real("nan").first));
  CHECK(std::isinf(real("-inf").first));
}

TEST_CASE("what is no real is refused, and what follows a real is left") {
  for (const char* text : {"", "-", ".", "e5", "x", "--1", "+1", " 1", ",1", "1e999", "\n1"}) {
    CAPTURE(text);
    CHECK(real(text).second == -1);
  }
  CHECK(real("1.5x").second == 3);
  CHECK(real("1.5e").second == 3);
  CHECK(real("1.2.3").second == 3);
}
