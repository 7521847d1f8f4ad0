// The triplet chain through the real executable: its physics on the shipped events, and a training
// from the first step to scores.
#include <doctest/doctest.h>

#include <fstream>

#include "end_to_end/data_set.hpp"
#include "end_to_end/shipped.hpp"

using namespace trackloom::test;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool slow_build = true;  // small events are enough for a sanitizer
#else
constexpr bool slow_build = false;
#endif

}  // namespace

TEST_CASE("placeholder") {
  CHECK(!slow_build);
}
