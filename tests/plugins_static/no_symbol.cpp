// A plugin that needs a function which nobody has: it cannot be loaded with all symbols bound.
#include "trackloom/abi.hpp"

extern "C" int trackloom_test_function_that_nobody_has();
extern "C" __attribute__((visibility("default"))) int call_it() {
  return trackloom_test_function_that_nobody_has();
}
