// Half-precision numbers and the packing of matrices for the tensor cores.
#include "cuda/half.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "cuda/tile.hpp"

using namespace trackloom::cuda;

TEST_CASE("every half comes back from a float") {
  for (std::uint32_t bits = 0; bits < 0x10000U; ++bits) {
    const Half half{static_cast<std::uint16_t>(bits)};
    const float value = to_float(half);
    if ((bits & 0x7C00U) == 0x7C00U) continue;  // infinite or no number
    REQUIRE(to_half(value).bits == bits);
    // Halfway to the next one goes to the even one, anything beyond goes up.
    if ((bits & 0x7FFFU) == 0x7BFFU) continue;
    const float next = to_float(Half{static_cast<std::uint16_t>(bits + 1)});
    const float middle = value + (next - value) / 2;
    REQUIRE(to_half(middle).bits == ((bits & 1U) == 0 ? bits : bits + 1));
    REQUIRE(to_half(std::nextafter(middle, next)).bits == bits + 1);
    REQUIRE(to_half(std::nextafter(middle, value)).bits == bits);
  }
}

TEST_CASE("a half beyond the largest is the largest, and what is no number stays so") {
  CHECK(to_float(to_half(1e6F)) == 65504.0F);
  CHECK(to_float(to_half(-std::numeric_limits<float>::infinity())) == -65504.0F);
  CHECK(std::isnan(to_float(to_half(std::numeric_limits<float>::quiet_NaN()))));
  CHECK(to_float(to_half(1e-9F)) == 0.0F);
}

TEST_CASE("a packed matrix has every entry once") {
  for (const std::uint32_t inputs : {16U, 32U, 64U}) {
    for (const std::uint32_t outputs : {16U, 32U, 64U}) {
      std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
      for_packed(inputs, outputs, [&](std::size_t, std::uint32_t, const PackedPlace& place) {
        seen.emplace(place.input, place.output);
      });
      CHECK(seen.size() == std::size_t{inputs} * outputs);
      CHECK(seen.rbegin()->first == inputs - 1);
      CHECK(2 * packed_words(inputs, outputs) == std::size_t{inputs} * outputs);
    }
  }
}
