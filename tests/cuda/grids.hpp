// Runs a test in every order that the grid can be emulated in; once on a device.
#pragma once

#ifdef TRACKLOOM_CUDA_EMULATED
#include "cuda/launch.hpp"
#endif

namespace trackloom::cuda::test {

template <class F>
void in_every_order(F&& f) {
  f();
#ifdef TRACKLOOM_CUDA_EMULATED
  emulate_backwards() = true;
  f();
  emulate_backwards() = false;
#endif
}

}  // namespace trackloom::cuda::test
