#include <doctest/doctest.h>

#include <string_view>

#include "display/base64.hpp"

TEST_CASE("base64 is that of RFC 4648, padding included") {
  const auto encoded = [](std::string_view text) {
    std::string out;
    trackloom::display::append_base64(std::as_bytes(std::span(text)), out);
    return out;
  };
  CHECK(encoded("").empty());
  CHECK(encoded("f") == "Zg==");
  CHECK(encoded("fo") == "Zm8=");
  CHECK(encoded("foo") == "Zm9v");
  CHECK(encoded("foobar") == "Zm9vYmFy");
  CHECK(encoded("\xff\xfe\xfd") == "//79");
}
