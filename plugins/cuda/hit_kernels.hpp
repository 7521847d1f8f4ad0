// Kernels that fill columns of hits from others (launch.hpp), with the bits that
// Hits::fill_cylindrical and the reader give.
#pragma once

#include <cmath>
#include <cstdint>

#include "event_data/host_device.hpp"

namespace trackloom::cuda::hit_kernels {

struct DeriveColumns {
  const float *x, *y;
  const std::uint32_t* module_of;
  const std::uint16_t* layer_of;  // by module
  float* r;
  std::uint32_t* layer;
  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    r[i] = std::sqrt(x[i] * x[i] + y[i] * y[i]);
    layer[i] = layer_of[module_of[i]];
  }
};

}  // namespace trackloom::cuda::hit_kernels
