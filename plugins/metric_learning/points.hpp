// The hits as points of the space that an embedding maps them to.
#pragma once

#include <cstddef>
#include <vector>

#include "trackloom/product.hpp"

namespace trackloom::metric_learning {

struct Points {
  std::size_t dimensions = 0;
  std::vector<float> value;  // [hits, dimensions], finite

  std::size_t size() const noexcept { return dimensions == 0 ? 0 : value.size() / dimensions; }
  std::size_t bytes() const noexcept { return value.size() * sizeof(float); }
  void clear() {
    dimensions = 0;
    value.clear();
  }
};

}  // namespace trackloom::metric_learning

TRACKLOOM_PRODUCT(trackloom::metric_learning::Points, "metric_learning.points", 1)
