// Device tests skip themselves where there is no device (exit code 77).
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>

#include "cuda/runtime.hpp"

int main(int argc, char** argv) {
  if (const std::string why = trackloom::cuda::why_not(0); !why.empty()) {
    std::printf("skipped: %s\n", why.c_str());
    return 77;
  }
  return doctest::Context(argc, argv).run();
}
