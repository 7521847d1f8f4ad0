// forward() with products in bf16: weights and what is multiplied with them are rounded to bf16 (8
// bits of mantissa), two products at a time are added in fp32, as the instruction VDPBF16PS does.
// Sums, norms, gathered products, states of nodes and single outputs stay fp32. States of edges can
// be kept in bf16 (DenseRows::half, Pass::half_out), which halves the memory that a pass moves.
//
// One thread, fixed order: results depend on inputs and on the CPU's instructions only. CPUs
// without AVX512_BF16 do the same rounding and multiply in fp32, which is slower than forward().
#pragma once

#include <span>

#include "neural/forward.hpp"

namespace trackloom::neural {

// As forward(); the matrices must have been rounded (PackedMlp::round_to_bf16).
void forward_bf16(std::span<const Pass> passes, std::int64_t rows, ForwardMemory& memory);

// What this CPU can run, the best first, which is what forward_bf16() runs.
struct Bf16Kernel {
  const char* name;
  void (*run)(std::span<const Pass> passes, std::int64_t rows, ForwardMemory& memory);
};
std::span<const Bf16Kernel> bf16_kernels();

}  // namespace trackloom::neural
