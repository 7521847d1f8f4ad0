// What the test plugins exchange.
#pragma once

#include <cstdint>

#include "trackloom/product.hpp"

namespace trackloom::test {

struct Value {
  std::int64_t number = 0;
};
struct Result {
  std::int64_t number = 0;
};
struct DeviceResult {
  std::int64_t number = 0;
};

}  // namespace trackloom::test

TRACKLOOM_PRODUCT(trackloom::test::Value, "test.value", 1)
TRACKLOOM_PRODUCT(trackloom::test::Result, "test.result", 1)
TRACKLOOM_PRODUCT(trackloom::test::DeviceResult, "test.device_result", 1)
