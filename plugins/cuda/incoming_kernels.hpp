#pragma once

#include <cstdint>

#include "cuda/launch.hpp"

namespace trackloom::cuda::incoming_kernels {

struct Number {
  std::uint32_t* out;
  TRACKLOOM_HD void operator()(std::uint32_t i) const { out[i] = i; }
};

// By node, and one more: position of its first edge in the sorted targets.
struct FindStarts {
  const std::uint32_t* sorted;
  std::uint32_t count;
  std::uint32_t* first;
  TRACKLOOM_HD void operator()(std::uint32_t node) const {
    std::uint32_t low = 0, high = count;
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (sorted[middle] < node) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    first[node] = low;
  }
};

}  // namespace trackloom::cuda::incoming_kernels
