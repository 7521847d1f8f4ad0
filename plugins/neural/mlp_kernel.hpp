// A small MLP over many rows, forward and backward, in one pass over memory.
//
// Row i of the result is
//   a0 = act(b0 + sum_j W0_j x_j[i] + sum_g p_g[index_g[i]])     (dense and gathered inputs)
//   al = act(bl + Wl a(l-1)),  out[i] = bL + WL a(L-1)  (+ x_r[i], the residual input)
// with act = ReLU(LayerNorm) or ReLU. This is an MLP on the concatenation of its inputs, with the
// first layer's products of gathered inputs computed once per node by the caller. Rows go through
// all layers in blocks that stay in the cache, and the backward pass computes the hidden layers
// again, so that nothing of size rows x hidden is written but the result.
//
// One thread, fixed order of summation: results depend on the inputs only. On CPUs with AVX2 and
// FMA the same code is compiled for these, whose rounding differs in the last bits.
#pragma once

#include <cstdint>
#include <vector>

namespace trackloom::neural {

struct DenseInput {
  const float* x = nullptr;  // [rows, width]
  std::int64_t width = 0;
  const float* weight = nullptr;  // [hidden, width], rows `stride` floats apart
  std::int64_t stride = 0;
};

struct GatheredInput {
  const float* product = nullptr;       // [nodes, hidden]
  const std::int32_t* index = nullptr;  // [rows], checked by the caller
};

struct MlpLayer {                 // layer 0 has a bias and a norm only; its weights are the inputs'
  const float* weight = nullptr;  // [out, in]
  const float* bias = nullptr;
  const float* norm_weight = nullptr;  // null: no layer norm
  const float* norm_bias = nullptr;
};

struct MlpCall {
  std::int64_t rows = 0;
  std::int64_t hidden = 0;  // a multiple of 8
  std::int64_t out = 0;
  std::vector<DenseInput> dense;
  std::vector<GatheredInput> gathered;
  std::vector<MlpLayer> layers;  // hidden layers and the last one
  int residual = -1;             // index of the dense input that is added to the result
};

// `out` [rows, call.out] may be the residual input itself.
void mlp_forward(const MlpCall& call, float* out);

struct MlpLayerGradient {
  float* weight = nullptr;
  float* bias = nullptr;
  float* norm_weight = nullptr;
  float* norm_bias = nullptr;
};

// All are added to, but dense_x, which is written. A null pointer in dense_x or gathered is
// skipped.
struct MlpGradients {
  std::vector<float*> dense_x;       // [rows, width]
  std::vector<float*> dense_weight;  // [hidden, width], contiguous
  std::vector<float*> gathered;      // [nodes, hidden]
  std::vector<MlpLayerGradient> layers;
};

void mlp_backward(const MlpCall& call, const float* grad_out, const MlpGradients& gradients);

}  // namespace trackloom::neural
