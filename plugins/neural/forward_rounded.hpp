// forward() with products of rounded numbers. What is multiplied by a rounded matrix is rounded
// too; features (matrices that are not rounded), sums, norms, gathered products, states of nodes
// and single outputs stay fp32. States of edges can be kept in bf16 (DenseRows::half,
// Pass::half_out), which halves the memory that a pass moves.
//
// bf16: 8 bits of mantissa; two products at a time are added in fp32, as the instruction VDPBF16PS
// does.
// int8: a matrix to 255 steps per column, symmetric about zero; a row likewise by its largest
// number, which is looked for; what a layer norm made, to 256 steps from 0 to what it can reach,
// per channel, or to 6 standard deviations; four products at a time are added as 32-bit integers,
// as the instruction VPDPBUSD does (AVX512_VNNI).
//
// One thread, fixed order: results depend on inputs and on the CPU's instructions only. CPUs
// without the instruction do the same rounding and multiply in other ways, slower than forward().
#pragma once

#include <span>

#include "neural/forward.hpp"

namespace trackloom::neural {

// As forward(); the matrices must have been rounded (PackedMlp::round) for this kernel.
struct RoundedKernel {
  const char* name;
  void (*run)(std::span<const Pass> passes, std::int64_t rows, ForwardMemory& memory);
};

// What this CPU can run, the fastest first.
std::span<const RoundedKernel> bf16_kernels();
std::span<const RoundedKernel> int8_kernels();

}  // namespace trackloom::neural
