// Compiled once per instruction set (Highway), which is chosen at run time. Products accumulate
// tiles of rows x two vectors of columns in registers: 6 x 16 numbers with AVX2, which is what
// keeps both multiply-add units busy (12 sums in flight, 8 loads per 12 multiply-adds).
#include "neural/forward.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "neural/forward.cpp"
// Between SSE2 and AVX2 there is nothing to gain, and AVX-512's later extensions are not used.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "neural/forward_block.hpp"

HWY_BEFORE_NAMESPACE();
namespace trackloom::neural::HWY_NAMESPACE {

void forward_blocks(std::span<const Pass> passes, std::int64_t rows, ForwardMemory& memory) {
  run(passes, rows, memory);
}

const char* target_name() {
  return hwy::TargetName(HWY_TARGET);
}

}  // namespace trackloom::neural::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace trackloom::neural {

HWY_EXPORT(forward_blocks);
HWY_EXPORT(target_name);

void forward(std::span<const Pass> passes, std::int64_t rows, ForwardMemory& memory) {
  HWY_DYNAMIC_DISPATCH(forward_blocks)(passes, rows, memory);
}

const char* forward_target() {
  return HWY_DYNAMIC_DISPATCH(target_name)();
}

}  // namespace trackloom::neural
#endif
