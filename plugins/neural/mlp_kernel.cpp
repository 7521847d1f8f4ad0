// Blocks of `block_rows` rows; within a block everything is a product of small matrices. The
// products accumulate tiles of up to 6 x 16 numbers in registers, which keeps both multiply-add
// units of an AVX2 core busy (12 accumulators, 2 vectors of B, 1 broadcast of A).
//
// The bodies are always_inline templates, instantiated once inside functions compiled for AVX2 and
// FMA and once for the baseline: one definition, two instruction sets, chosen at run time.
#include "neural/mlp_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace trackloom::neural {

namespace {

#define TRACKLOOM_INLINE [[gnu::always_inline]] inline

typedef float Vector __attribute__((vector_size(32), aligned(4), may_alias));
constexpr std::int64_t lanes = 8;
constexpr std::int64_t block_rows = 96;  // a multiple of 6; blocks of 96 x 32 floats are 12 KB
constexpr float norm_epsilon = 1e-5F;    // torch's default

TRACKLOOM_INLINE Vector& vector_at(float* p) {
  return *reinterpret_cast<Vector*>(p);
}
TRACKLOOM_INLINE const Vector& vector_at(const float* p) {
  return *reinterpret_cast<const Vector*>(p);
}

TRACKLOOM_INLINE float sum_of(const Vector& v) {
  return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

constexpr std::int64_t padded(std::int64_t n) {
  return (n + lanes - 1) / lanes * lanes;
}

// C[m][n] += sum_k A(m, k) B[k][n], with A(m, k) at a[m * row + k * column].
template <int M, int N>
TRACKLOOM_INLINE void tile(std::int64_t k_count, const float* a, std::int64_t row,
                           std::int64_t column, const float* b, std::int64_t b_stride, float* c,
                           std::int64_t c_stride) {
  Vector sum[M][N];
#pragma GCC unroll 6
  for (int m = 0; m < M; ++m) {
#pragma GCC unroll 2
    for (int n = 0; n < N; ++n) sum[m][n] = vector_at(c + m * c_stride + n * lanes);
  }
  for (std::int64_t k = 0; k < k_count; ++k) {
    Vector bv[N];
#pragma GCC unroll 2
    for (int n = 0; n < N; ++n) bv[n] = vector_at(b + k * b_stride + n * lanes);
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m) {
      const float av = a[m * row + k * column];
#pragma GCC unroll 2
      for (int n = 0; n < N; ++n) sum[m][n] += av * bv[n];
    }
  }
#pragma GCC unroll 6
  for (int m = 0; m < M; ++m) {
#pragma GCC unroll 2
    for (int n = 0; n < N; ++n) vector_at(c + m * c_stride + n * lanes) = sum[m][n];
  }
}

template <int N>
TRACKLOOM_INLINE void tile_rows(std::int64_t m_count, std::int64_t k_count, const float* a,
                                std::int64_t row, std::int64_t column, const float* b,
                                std::int64_t b_stride, float* c, std::int64_t c_stride) {
  std::int64_t m = 0;
  for (; m + 6 <= m_count; m += 6) {
    tile<6, N>(k_count, a + m * row, row, column, b, b_stride, c + m * c_stride, c_stride);
  }
  for (; m + 2 <= m_count; m += 2) {
    tile<2, N>(k_count, a + m * row, row, column, b, b_stride, c + m * c_stride, c_stride);
  }
  for (; m < m_count; ++m) {
    tile<1, N>(k_count, a + m * row, row, column, b, b_stride, c + m * c_stride, c_stride);
  }
}

// n_count is a multiple of 8.
TRACKLOOM_INLINE void multiply_add_body(std::int64_t m_count, std::int64_t n_count,
                                        std::int64_t k_count, const float* a, std::int64_t row,
                                        std::int64_t column, const float* b, std::int64_t b_stride,
                                        float* c, std::int64_t c_stride) {
  std::int64_t n = 0;
  for (; n + 2 * lanes <= n_count; n += 2 * lanes) {
    tile_rows<2>(m_count, k_count, a, row, column, b + n, b_stride, c + n, c_stride);
  }
  for (; n < n_count; n += lanes) {
    tile_rows<1>(m_count, k_count, a, row, column, b + n, b_stride, c + n, c_stride);
  }
}

// Not inlined: each of a dozen calls would be six loops to compile, and a call does a whole block.
#if defined(__x86_64__)
[[gnu::target("avx2,fma"), gnu::noinline]] void multiply_add_avx2(
    std::int64_t m_count, std::int64_t n_count, std::int64_t k_count, const float* a,
    std::int64_t row, std::int64_t column, const float* b, std::int64_t b_stride, float* c,
    std::int64_t c_stride) {
  multiply_add_body(m_count, n_count, k_count, a, row, column, b, b_stride, c, c_stride);
}
#endif
[[gnu::noinline]] void multiply_add_baseline(std::int64_t m_count, std::int64_t n_count,
                                             std::int64_t k_count, const float* a, std::int64_t row,
                                             std::int64_t column, const float* b,
                                             std::int64_t b_stride, float* c,
                                             std::int64_t c_stride) {
  multiply_add_body(m_count, n_count, k_count, a, row, column, b, b_stride, c, c_stride);
}

// [out, in] -> [in][out_stride], or back, adding.
void transpose(const float* from, std::int64_t rows, std::int64_t columns, std::int64_t stride,
               float* to, std::int64_t to_stride) {
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < columns; ++j) to[j * to_stride + i] = from[i * stride + j];
  }
}
void transpose_add(const float* from, std::int64_t from_stride, std::int64_t rows,
                   std::int64_t columns, float* to) {
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < columns; ++j) to[i * columns + j] += from[j * from_stride + i];
  }
}

// Weights laid out for the products, and the buffers of one block.
struct Workspace {
  std::int64_t hidden, out, hidden_layers;
  std::vector<std::vector<float>> dense_t;  // [width][hidden]
  std::vector<std::vector<float>> layer_t;  // layers 1...: [hidden][padded out]
  std::vector<float> last;                  // last layer again, [padded out][hidden]
  std::vector<float> last_bias;             // [padded out]
  std::vector<std::vector<float>> normal;   // per hidden layer: normalised z [block][hidden]
  std::vector<std::vector<float>> active;   // per hidden layer: after ReLU
  std::vector<std::vector<float>> scale;    // per hidden layer: 1 / standard deviation, per row
  std::vector<float> result;                // [block][padded out]

  explicit Workspace(const MlpCall& call)
      : hidden(call.hidden),
        out(padded(call.out)),
        hidden_layers(static_cast<std::int64_t>(call.layers.size()) - 1) {
    for (const DenseInput& input : call.dense) {
      auto& packed = dense_t.emplace_back(static_cast<std::size_t>(input.width * hidden));
      transpose(input.weight, hidden, input.width, input.stride, packed.data(), hidden);
    }
    layer_t.resize(call.layers.size());
    for (std::int64_t l = 1; l <= hidden_layers; ++l) {
      const bool is_last = l == hidden_layers;
      const std::int64_t columns = is_last ? out : hidden;
      auto& packed = layer_t[l];
      packed.assign(static_cast<std::size_t>(hidden * columns), 0.0F);
      transpose(call.layers[l].weight, is_last ? call.out : hidden, hidden, hidden, packed.data(),
                columns);
    }
    last.assign(static_cast<std::size_t>(out * hidden), 0.0F);
    std::copy_n(call.layers.back().weight, call.out * hidden, last.begin());
    last_bias.assign(static_cast<std::size_t>(out), 0.0F);
    std::copy_n(call.layers.back().bias, call.out, last_bias.begin());
    const auto block = static_cast<std::size_t>(block_rows * hidden);
    normal.assign(hidden_layers, std::vector<float>(block));
    active.assign(hidden_layers, std::vector<float>(block));
    scale.assign(hidden_layers, std::vector<float>(block_rows));
    result.resize(static_cast<std::size_t>(block_rows * out));
  }
};

// z -> normalised z in place, 1 / deviation, and relu(normalised * weight + bias).
template <int Hidden>
TRACKLOOM_INLINE void activate(std::int64_t rows, std::int64_t hidden_value, const MlpLayer& layer,
                               float* z, float* scale, float* active) {
  const std::int64_t hidden = Hidden != 0 ? Hidden : hidden_value;
  const Vector zero{};
  if (layer.norm_weight == nullptr) {
    for (std::int64_t i = 0; i < rows * hidden; i += lanes) {
      const Vector v = vector_at(z + i);
      vector_at(active + i) = v < zero ? zero : v;  // a NaN stays one
    }
    return;
  }
  const float inverse = 1.0F / static_cast<float>(hidden);
  for (std::int64_t i = 0; i < rows; ++i) {
    float* row = z + i * hidden;
    Vector sum{};
    for (std::int64_t h = 0; h < hidden; h += lanes) sum += vector_at(row + h);
    const float mean = sum_of(sum) * inverse;
    Vector square{};
    for (std::int64_t h = 0; h < hidden; h += lanes) {
      const Vector d = vector_at(row + h) - mean;
      square += d * d;
    }
    const float s = 1.0F / std::sqrt(sum_of(square) * inverse + norm_epsilon);
    scale[i] = s;
    for (std::int64_t h = 0; h < hidden; h += lanes) {
      const Vector x = (vector_at(row + h) - mean) * s;
      vector_at(row + h) = x;
      const Vector y = x * vector_at(layer.norm_weight + h) + vector_at(layer.norm_bias + h);
      vector_at(active + i * hidden + h) = y < zero ? zero : y;
    }
  }
}

// Fills the hidden layers of the workspace for rows [begin, begin + rows).
template <int Hidden, auto multiply_add>
TRACKLOOM_INLINE void hidden_forward(const MlpCall& call, Workspace& w, std::int64_t begin,
                                     std::int64_t rows) {
  const std::int64_t hidden = Hidden != 0 ? Hidden : call.hidden;
  float* z = w.normal[0].data();
  const float* bias = call.layers[0].bias;
  if (call.gathered.size() == 2) {
    const GatheredInput& p = call.gathered[0];
    const GatheredInput& q = call.gathered[1];
    for (std::int64_t i = 0; i < rows; ++i) {
      const float* a = p.product + p.index[begin + i] * hidden;
      const float* b = q.product + q.index[begin + i] * hidden;
      for (std::int64_t h = 0; h < hidden; h += lanes) {
        vector_at(z + i * hidden + h) = vector_at(a + h) + vector_at(b + h) + vector_at(bias + h);
      }
    }
  } else {
    for (std::int64_t i = 0; i < rows; ++i) {
      for (std::int64_t h = 0; h < hidden; h += lanes) {
        vector_at(z + i * hidden + h) = vector_at(bias + h);
      }
    }
  }
  for (std::size_t j = 0; j < call.dense.size(); ++j) {
    const std::int64_t width = call.dense[j].width;
    multiply_add(rows, hidden, width, call.dense[j].x + begin * width, width, 1,
                 w.dense_t[j].data(), hidden, z, hidden);
  }
  for (std::int64_t l = 0; l < w.hidden_layers; ++l) {
    if (l > 0) {
      z = w.normal[l].data();
      for (std::int64_t i = 0; i < rows; ++i) {
        std::memcpy(z + i * hidden, call.layers[l].bias, hidden * sizeof(float));
      }
      multiply_add(rows, hidden, hidden, w.active[l - 1].data(), hidden, 1, w.layer_t[l].data(),
                   hidden, z, hidden);
    }
    activate<Hidden>(rows, hidden, call.layers[l], z, w.scale[l].data(), w.active[l].data());
  }
}

template <int Hidden, auto multiply_add>
TRACKLOOM_INLINE void forward_body(const MlpCall& call, Workspace& w, float* out) {
  for (std::int64_t begin = 0; begin < call.rows; begin += block_rows) {
    const std::int64_t rows = std::min(block_rows, call.rows - begin);
    hidden_forward<Hidden, multiply_add>(call, w, begin, rows);
    const float* residual =
        call.residual < 0 ? nullptr : call.dense[call.residual].x + begin * call.out;
    // Straight into the result where its rows are whole vectors, else through a padded buffer.
    const bool direct = w.out == call.out;
    float* result = direct ? out + begin * call.out : w.result.data();
    for (std::int64_t i = 0; i < rows; ++i) {
      for (std::int64_t o = 0; o < w.out; o += lanes) {
        Vector start = vector_at(w.last_bias.data() + o);
        if (direct && residual != nullptr) start += vector_at(residual + i * w.out + o);
        vector_at(result + i * w.out + o) = start;
      }
    }
    multiply_add(rows, w.out, w.hidden, w.active.back().data(), w.hidden, 1,
                 w.layer_t.back().data(), w.out, result, w.out);
    if (direct) continue;
    for (std::int64_t i = 0; i < rows; ++i) {
      for (std::int64_t o = 0; o < call.out; ++o) {
        const float add = residual == nullptr ? 0.0F : residual[i * call.out + o];
        out[(begin + i) * call.out + o] = result[i * w.out + o] + add;
      }
    }
  }
}

// Gradients of the weights in the products' layout, turned into torch's at the end.
struct GradientWorkspace {
  std::vector<std::vector<float>> dense_t, layer_t;
  std::vector<float> grad, grad_z, last_bias;

  GradientWorkspace(const MlpCall& call, const Workspace& w) {
    for (const auto& packed : w.dense_t) dense_t.emplace_back(packed.size(), 0.0F);
    for (const auto& packed : w.layer_t) layer_t.emplace_back(packed.size(), 0.0F);
    grad.resize(static_cast<std::size_t>(block_rows * std::max(w.out, call.hidden)));
    grad_z.resize(static_cast<std::size_t>(block_rows * call.hidden));
    last_bias.assign(static_cast<std::size_t>(w.out), 0.0F);
  }
};

// grad (of the activation) -> grad of z, in place; adds the norm's and the bias' gradients.
template <int Hidden>
TRACKLOOM_INLINE void activate_backward(std::int64_t rows, std::int64_t hidden_value,
                                        const MlpLayer& layer, const MlpLayerGradient& gradient,
                                        const float* normal, const float* scale,
                                        const float* active, float* grad) {
  const std::int64_t hidden = Hidden != 0 ? Hidden : hidden_value;
  const float inverse = 1.0F / static_cast<float>(hidden);
  const Vector zero{};
  for (std::int64_t i = 0; i < rows; ++i) {
    float* g = grad + i * hidden;
    const float* a = active + i * hidden;
    if (layer.norm_weight == nullptr) {
      for (std::int64_t h = 0; h < hidden; h += lanes) {
        const Vector v = vector_at(a + h) > zero ? vector_at(g + h) : zero;
        vector_at(g + h) = v;
        vector_at(gradient.bias + h) += v;
      }
      continue;
    }
    const float* x = normal + i * hidden;
    Vector sum{};
    Vector product{};
    for (std::int64_t h = 0; h < hidden; h += lanes) {
      const Vector v = vector_at(a + h) > zero ? vector_at(g + h) : zero;
      const Vector xv = vector_at(x + h);
      vector_at(gradient.norm_weight + h) += v * xv;
      vector_at(gradient.norm_bias + h) += v;
      const Vector scaled = v * vector_at(layer.norm_weight + h);
      vector_at(g + h) = scaled;
      sum += scaled;
      product += scaled * xv;
    }
    const float mean = sum_of(sum) * inverse;
    const float slope = sum_of(product) * inverse;
    const float s = scale[i];
    for (std::int64_t h = 0; h < hidden; h += lanes) {
      const Vector v = (vector_at(g + h) - mean - vector_at(x + h) * slope) * s;
      vector_at(g + h) = v;
      vector_at(gradient.bias + h) += v;
    }
  }
}

template <int Hidden, auto multiply_add>
TRACKLOOM_INLINE void backward_body(const MlpCall& call, Workspace& w, GradientWorkspace& gw,
                                    const float* grad_out, const MlpGradients& gradients) {
  const std::int64_t hidden = Hidden != 0 ? Hidden : call.hidden;
  for (std::int64_t begin = 0; begin < call.rows; begin += block_rows) {
    const std::int64_t rows = std::min(block_rows, call.rows - begin);
    hidden_forward<Hidden, multiply_add>(call, w, begin, rows);

    // Last layer: the gradient, padded.
    const float* g_out = grad_out + begin * call.out;
    const float* padded_g = g_out;
    if (w.out != call.out) {
      std::fill(w.result.begin(), w.result.end(), 0.0F);
      for (std::int64_t i = 0; i < rows; ++i) {
        std::copy_n(g_out + i * call.out, call.out, w.result.data() + i * w.out);
      }
      padded_g = w.result.data();
    }
    for (std::int64_t i = 0; i < rows; ++i) {
      for (std::int64_t o = 0; o < w.out; o += lanes) {
        vector_at(gw.last_bias.data() + o) += vector_at(padded_g + i * w.out + o);
      }
    }
    multiply_add(hidden, w.out, rows, w.active.back().data(), 1, hidden, padded_g, w.out,
                 gw.layer_t.back().data(), w.out);
    float* grad = gw.grad_z.data();
    std::fill_n(grad, rows * hidden, 0.0F);
    multiply_add(rows, hidden, w.out, padded_g, w.out, 1, w.last.data(), hidden, grad, hidden);

    for (std::int64_t l = w.hidden_layers - 1; l >= 0; --l) {
      activate_backward<Hidden>(rows, hidden, call.layers[l], gradients.layers[l],
                                w.normal[l].data(), w.scale[l].data(), w.active[l].data(), grad);
      if (l == 0) break;
      multiply_add(hidden, hidden, rows, w.active[l - 1].data(), 1, hidden, grad, hidden,
                   gw.layer_t[l].data(), hidden);
      float* below = grad == gw.grad_z.data() ? gw.grad.data() : gw.grad_z.data();
      std::fill_n(below, rows * hidden, 0.0F);
      multiply_add(rows, hidden, hidden, grad, hidden, 1, call.layers[l].weight, hidden, below,
                   hidden);
      grad = below;
    }

    for (std::size_t j = 0; j < call.dense.size(); ++j) {
      const DenseInput& input = call.dense[j];
      multiply_add(input.width, hidden, rows, input.x + begin * input.width, 1, input.width, grad,
                   hidden, gw.dense_t[j].data(), hidden);
      float* dx = gradients.dense_x[j];
      if (dx == nullptr) continue;
      dx += begin * input.width;
      if (call.residual == static_cast<int>(j)) {
        std::memcpy(dx, g_out, rows * call.out * sizeof(float));
      } else {
        std::fill_n(dx, rows * input.width, 0.0F);
      }
      multiply_add(rows, input.width, hidden, grad, hidden, 1, input.weight, input.stride, dx,
                   input.width);
    }
    for (std::size_t g = 0; g < call.gathered.size(); ++g) {
      float* to = gradients.gathered[g];
      if (to == nullptr) continue;
      const std::int32_t* index = call.gathered[g].index + begin;
      for (std::int64_t i = 0; i < rows; ++i) {
        float* row = to + index[i] * hidden;
        for (std::int64_t h = 0; h < hidden; h += lanes) {
          vector_at(row + h) += vector_at(grad + i * hidden + h);
        }
      }
    }
  }
}

template <auto multiply_add>
TRACKLOOM_INLINE void forward_any(const MlpCall& call, Workspace& w, float* out) {
  if (call.hidden == 32) return forward_body<32, multiply_add>(call, w, out);
  forward_body<0, multiply_add>(call, w, out);
}
template <auto multiply_add>
TRACKLOOM_INLINE void backward_any(const MlpCall& call, Workspace& w, GradientWorkspace& gw,
                                   const float* grad_out, const MlpGradients& gradients) {
  if (call.hidden == 32) return backward_body<32, multiply_add>(call, w, gw, grad_out, gradients);
  backward_body<0, multiply_add>(call, w, gw, grad_out, gradients);
}

#if defined(__x86_64__)
[[gnu::target("avx2,fma")]] void forward_avx2(const MlpCall& call, Workspace& w, float* out) {
  forward_any<multiply_add_avx2>(call, w, out);
}
[[gnu::target("avx2,fma")]] void backward_avx2(const MlpCall& call, Workspace& w,
                                               GradientWorkspace& gw, const float* grad_out,
                                               const MlpGradients& gradients) {
  backward_any<multiply_add_avx2>(call, w, gw, grad_out, gradients);
}
bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#else
void forward_avx2(const MlpCall&, Workspace&, float*) {}
void backward_avx2(const MlpCall&, Workspace&, GradientWorkspace&, const float*,
                   const MlpGradients&) {}
bool has_avx2() {
  return false;
}
#endif
void forward_baseline(const MlpCall& call, Workspace& w, float* out) {
  forward_any<multiply_add_baseline>(call, w, out);
}
void backward_baseline(const MlpCall& call, Workspace& w, GradientWorkspace& gw,
                       const float* grad_out, const MlpGradients& gradients) {
  backward_any<multiply_add_baseline>(call, w, gw, grad_out, gradients);
}

}  // namespace

void mlp_forward(const MlpCall& call, float* out) {
  Workspace workspace(call);
  has_avx2() ? forward_avx2(call, workspace, out) : forward_baseline(call, workspace, out);
}

void mlp_backward(const MlpCall& call, const float* grad_out, const MlpGradients& gradients) {
  Workspace w(call);
  GradientWorkspace gw(call, w);
  has_avx2() ? backward_avx2(call, w, gw, grad_out, gradients)
             : backward_baseline(call, w, gw, grad_out, gradients);
  for (std::size_t j = 0; j < call.dense.size(); ++j) {
    transpose_add(gw.dense_t[j].data(), call.hidden, call.hidden, call.dense[j].width,
                  gradients.dense_weight[j]);
  }
  for (std::size_t l = 1; l < call.layers.size(); ++l) {
    const bool is_last = l + 1 == call.layers.size();
    transpose_add(gw.layer_t[l].data(), is_last ? w.out : call.hidden,
                  is_last ? call.out : call.hidden, call.hidden, gradients.layers[l].weight);
  }
  for (std::int64_t o = 0; o < call.out; ++o) gradients.layers.back().bias[o] += gw.last_bias[o];
}

}  // namespace trackloom::neural
