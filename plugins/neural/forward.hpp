// MLPs over many rows of a graph in one pass over memory: gather, multiply, activate, scatter.
//
// Rows go through everything in blocks that stay in the first-level cache. Row i of a pass is the
// MLP of packed_mlp.hpp on its inputs side by side, none of which is ever written side by side:
//   z    = sum over the two gathered products p_g[index_g[i]]  (or the bias)  + sum_j W_j x_j[i]
//   rows = MLP's further layers (+ the residual input)
// The product of the first layer with a node's state is the same for all its edges: the pass that
// makes the nodes makes these products too (NodeProduct, with the bias), once per node.
//
// One thread, fixed order: results depend on inputs and on the CPU's vector width only (AVX-512,
// AVX2, SSE2 or NEON, chosen at run time).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "neural/packed_mlp.hpp"

namespace trackloom::neural {

// rows[index[i]] for row i: products of a node's state, [nodes, width of the MLP].
struct GatheredRows {
  const float* rows = nullptr;
  const std::int32_t* index = nullptr;
};

// Row i is x[index[i]], or x[i] without index; no x: what the pass before made of the same row.
// `stride` in numbers.
struct DenseRows {
  const float* x = nullptr;
  std::int64_t stride = 0;
  const std::int32_t* index = nullptr;
  const std::uint16_t* half = nullptr;  // in place of x: bf16, for rounded kernels only
};

// out[i] = bias + sum over terms of M (the result, or the dense input with this number).
struct NodeProduct {
  struct Term {
    const PackedMatrix* matrix = nullptr;
    int dense = -1;  // -1: the result
  };
  std::vector<Term> terms;
  const float* bias = nullptr;
  float* out = nullptr;  // [rows, columns of the matrices]
};

// Adds row i of the result to outgoing[source[i]] and incoming[target[i]].
struct NodeSums {
  float* outgoing = nullptr;  // null: no sums
  float* incoming = nullptr;
  const std::int32_t* source = nullptr;
  const std::int32_t* target = nullptr;
};

struct Pass {
  const PackedMlp* mlp = nullptr;
  std::vector<GatheredRows> gathered;  // none, or two with the first layer's bias in one of them
  std::vector<DenseRows> dense;
  std::vector<const PackedMatrix*> dense_weight;  // parts of the first layer
  int residual = -1;                              // dense input that is added to the result
  // Where the result goes: [rows, out_width] (may be the residual input itself), or with one output
  // out[place[i]] (out[i] without place). Null: only to the next pass, products and sums.
  float* out = nullptr;
  const std::int32_t* place = nullptr;
  std::uint16_t* half_out = nullptr;  // [rows, out_width] in bf16, by rounded kernels only
  NodeSums sums;
  std::vector<NodeProduct> products;
};

// Memory of one block; a caller keeps it from call to call.
class ForwardMemory {
 public:
  Buffer<float> z, active, result, scale;
  Buffer<std::uint16_t> half_active, half_rows;
};

// Runs all passes on each block of rows [0, rows). Inputs and outputs of different rows must not
// overlap, sums excepted.
void forward(std::span<const Pass> passes, std::int64_t rows, ForwardMemory& memory);

// "AVX2", "AVX3" (AVX-512), ...: what forward() runs on here.
const char* forward_target();

}  // namespace trackloom::neural
