#include "config/scalar.hpp"

#include "config/helpers.hpp"

namespace trackloom::config {
namespace {

Node plain(const std::string& text) {
  return make_scalar(text, {});
}
Node quoted(const std::string& text) {
  return make_scalar(text, {}, true);
}

}  // namespace

TEST_CASE("a boolean is true or false and nothing else") {
  std::string why;
  CHECK(to_boolean(plain("true"), why) == true);
  CHECK(to_boolean(plain("false"), why) == false);
  for (const char* text : {"yes", "no", "on", "True", "TRUE", "1", "0", ""}) {
    CHECK_FALSE(to_boolean(plain(text), why).has_value());
  }
  CHECK_FALSE(to_boolean(quoted("true"), why).has_value());
  CHECK(why == "'true' is not true or false (it is quoted, which makes it text)");
}

TEST_CASE("an integer is decimal digits that fit in 64 bits") {
  std::string why;
  CHECK(to_integer(plain("0"), why) == 0);
  CHECK(to_integer(plain("-12"), why) == -12);
  CHECK(to_integer(plain("+12"), why) == 12);
  CHECK(to_integer(plain("9223372036854775807"), why) == INT64_MAX);
  CHECK(to_integer(plain("-9223372036854775808"), why) == INT64_MIN);
  for (const char* text : {"1.5", "1e6", "0x10", "1_000", "12a", "", "-", "+", "010", "-01", "0o7",
                           "9223372036854775808", " 1", "--1", "+-1"}) {
    why.clear();
    CHECK_FALSE_MESSAGE(to_integer(plain(text), why).has_value(), text);
    CHECK_FALSE(why.empty());
  }
}

TEST_CASE("an integer that is refused says why") {
  std::string why;
  to_integer(plain("010"), why);
  CHECK(why == "'010' starts with 0, which some read as octal");
  to_integer(plain("1e6"), why);
  CHECK(why == "'1e6' is not an integer (write all its digits, without point or exponent)");
  to_integer(plain("99999999999999999999"), why);
  CHECK(why == "'99999999999999999999' does not fit in 64 bits");
}

TEST_CASE("a real is a finite decimal number") {
  std::string why;
  CHECK(to_real(plain("1e-3"), why) == 1e-3);
  CHECK(to_real(plain("-1.5"), why) == -1.5);
  CHECK(to_real(plain("+2"), why) == 2.0);
  CHECK(to_real(plain(".5"), why) == 0.5);
  CHECK(to_real(plain("5."), why) == 5.0);
  for (const char* text : {"nan", "inf", "-inf", ".nan", ".inf", "1e999", "0x1p3", "1e", "1e+", ".",
                           "", "1,5", "1 5"}) {
    CHECK_FALSE_MESSAGE(to_real(plain(text), why).has_value(), text);
  }
}

TEST_CASE("a text is any scalar, quoted or not") {
  std::string why;
  CHECK(to_text(plain("5"), why) == "5");
  CHECK(to_text(quoted("true"), why) == "true");
  CHECK_FALSE(to_text(Node{}, why).has_value());
  CHECK(why == "nothing is not a text");
}

TEST_CASE("numbers are written so that they read back, whole ones without exponent") {
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(800000) == "800000");
  CHECK(number_text(-1) == "-1");
  CHECK(number_text(1e300) == "1e+300");
}

}  // namespace trackloom::config
