// The arithmetic of forward.cpp, for the instruction set that is being compiled: included once per
// target, hence the guard that Highway wants instead of #pragma once.
#if defined(TRACKLOOM_NEURAL_FORWARD_BLOCK) == defined(HWY_TARGET_TOGGLE)
#ifdef TRACKLOOM_NEURAL_FORWARD_BLOCK
#undef TRACKLOOM_NEURAL_FORWARD_BLOCK
#else
#define TRACKLOOM_NEURAL_FORWARD_BLOCK
#endif

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include "neural/forward.hpp"

HWY_BEFORE_NAMESPACE();
namespace trackloom::neural::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using FloatTag = hn::CappedTag<float, static_cast<std::size_t>(panel)>;
using Vector = hn::Vec<FloatTag>;
constexpr FloatTag tag;
constexpr std::int64_t lanes = static_cast<std::int64_t>(hn::MaxLanes(tag));
constexpr int tile_rows = HWY_TARGET == HWY_AVX3 ? 12 : HWY_TARGET == HWY_AVX2 ? 6 : 4;

HWY_INLINE Vector load(const float* p) {
  return hn::LoadU(tag, p);
}
HWY_INLINE void store(Vector v, float* p) {
  hn::StoreU(v, tag, p);
}

// C[m][0 ... 2 lanes) += sum_k a[m][k] B[k][...], rows m of C at c + m * c_stride. The vectors of B
// lie at b0[k * panel] and b1[k * panel].
template <int M>
HWY_INLINE void tile(std::int64_t k_count, const float* const* a, const float* b0, const float* b1,
                     float* c, std::int64_t c_stride) {
  Vector sum[M][2];
  const float* row[M];
#pragma GCC unroll 12
  for (int m = 0; m < M; ++m) {
    row[m] = a[m];
    sum[m][0] = load(c + m * c_stride);
    sum[m][1] = load(c + m * c_stride + lanes);
  }
#pragma GCC unroll 2
  for (std::int64_t k = 0; k < k_count; ++k) {
    const Vector v0 = load(b0 + k * panel);
    const Vector v1 = load(b1 + k * panel);
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m) {
      const Vector factor = hn::Set(tag, row[m][k]);
      sum[m][0] = hn::MulAdd(factor, v0, sum[m][0]);
      sum[m][1] = hn::MulAdd(factor, v1, sum[m][1]);
    }
  }
#pragma GCC unroll 12
  for (int m = 0; m < M; ++m) {
    store(sum[m][0], c + m * c_stride);
    store(sum[m][1], c + m * c_stride + lanes);
  }
}

// The one vector that is left where the columns are an odd number of vectors.
template <int M>
HWY_INLINE void narrow_tile(std::int64_t k_count, const float* const* a, const float* b, float* c,
                            std::int64_t c_stride) {
  Vector sum[M];
#pragma GCC unroll 12
  for (int m = 0; m < M; ++m) sum[m] = load(c + m * c_stride);
  for (std::int64_t k = 0; k < k_count; ++k) {
    const Vector v = load(b + k * panel);
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m) sum[m] = hn::MulAdd(hn::Set(tag, a[m][k]), v, sum[m]);
  }
#pragma GCC unroll 12
  for (int m = 0; m < M; ++m) store(sum[m], c + m * c_stride);
}

// C += A M for rows whose pointers are in `a`.
HWY_INLINE void multiply_add(std::int64_t rows, const float* const* a, const PackedMatrix& matrix,
                             float* c, std::int64_t c_stride) {
  const std::int64_t k = matrix.rows;
  const auto vector_of = [&](std::int64_t column) {
    return matrix.data.data() + column / panel * (k * panel) + column % panel;
  };
  std::int64_t n = 0;
  for (; n + 2 * lanes <= matrix.columns; n += 2 * lanes) {
    const float* b0 = vector_of(n);
    const float* b1 = vector_of(n + lanes);
    std::int64_t m = 0;
    for (; m + tile_rows <= rows; m += tile_rows) {
      tile<tile_rows>(k, a + m, b0, b1, c + m * c_stride + n, c_stride);
    }
    for (; m < rows; ++m) tile<1>(k, a + m, b0, b1, c + m * c_stride + n, c_stride);
  }
  for (; n < matrix.columns; n += lanes) {
    const float* b = vector_of(n);
    std::int64_t m = 0;
    for (; m + tile_rows <= rows; m += tile_rows) {
      narrow_tile<tile_rows>(k, a + m, b, c + m * c_stride + n, c_stride);
    }
    for (; m < rows; ++m) narrow_tile<1>(k, a + m, b, c + m * c_stride + n, c_stride);
  }
}

// ReLU; a NaN stays one.
HWY_INLINE Vector positive(Vector v) {
  return hn::IfThenZeroElse(hn::Lt(v, hn::Zero(tag)), v);
}

// z -> what the next layer reads, in place.
HWY_INLINE void activate(std::int64_t rows, std::int64_t hidden, std::int64_t width,
                         const PackedActivation& activation, float* z, float* factor) {
  if (!activation.norm) {
    for (std::int64_t i = 0; i < rows * width; i += lanes) store(positive(load(z + i)), z + i);
    return;
  }
  for (std::int64_t i = 0; i < rows; ++i) {
    const float* row = z + i * width;
    Vector sum = hn::Zero(tag);
    for (std::int64_t h = 0; h < width; h += lanes) {
      const Vector v = load(row + h);
      sum = hn::MulAdd(v, v, sum);
    }
    factor[i] = hn::GetLane(hn::SumOfLanes(tag, sum));
  }
  const Vector inverse = hn::Set(tag, 1.0F / static_cast<float>(hidden));
  const Vector epsilon = hn::Set(tag, 1e-5F);
  for (std::int64_t i = 0; i < rows; i += lanes) {  // the buffer has whole vectors
    const Vector variance = hn::MulAdd(load(factor + i), inverse, epsilon);
    store(hn::Div(hn::Set(tag, 1.0F), hn::Sqrt(variance)), factor + i);
  }
  const float* scale = activation.scale.data();
  const float* shift = activation.shift.data();
  for (std::int64_t i = 0; i < rows; ++i) {
    float* row = z + i * width;
    const Vector f = hn::Set(tag, factor[i]);
    for (std::int64_t h = 0; h < width; h += lanes) {
      const Vector v = hn::Mul(load(row + h), load(scale + h));
      store(positive(hn::MulAdd(v, f, load(shift + h))), row + h);
    }
  }
}

struct Block {
  std::int64_t begin, rows;
  const float* previous;  // result of the pass before, with its stride
  std::int64_t previous_stride;
};

constexpr std::int64_t most_rows = 96;

// Pointers to the rows of a dense input.
HWY_INLINE void rows_of(const DenseRows& input, const Block& block, const float** row) {
  for (std::int64_t i = 0; i < block.rows; ++i) {
    if (input.x == nullptr) {
      row[i] = block.previous + i * block.previous_stride;
    } else {
      const std::int64_t r =
          input.index == nullptr ? block.begin + i : input.index[block.begin + i];
      row[i] = input.x + r * input.stride;
    }
  }
}

// Asks for the target rows of the block after this one, which lie anywhere; source rows follow one
// another.
HWY_INLINE void prefetch_next(const Pass& pass, const Block& block, std::int64_t rows) {
  if (pass.gathered.empty()) return;
  const std::int64_t width = pass.mlp->width;
  const GatheredRows& q = pass.gathered[1];
  const std::int64_t end = std::min(block.begin + 2 * block.rows, rows);
  for (std::int64_t i = block.begin + block.rows; i < end; ++i) {
    for (std::int64_t h = 0; h < width; h += panel) {
      hwy::Prefetch(q.rows + q.index[i] * width + h);
      if (pass.sums.incoming != nullptr) {
        hwy::Prefetch(pass.sums.incoming + pass.sums.target[i] * width + h);
      }
    }
  }
}

HWY_INLINE void start(const Pass& pass, const Block& block, float* z) {
  const std::int64_t width = pass.mlp->width;
  if (pass.gathered.empty()) {
    const float* bias = pass.mlp->bias[0].data();
    for (std::int64_t i = 0; i < block.rows; ++i) {
      for (std::int64_t h = 0; h < width; h += lanes) store(load(bias + h), z + i * width + h);
    }
    return;
  }
  const GatheredRows& p = pass.gathered[0];
  const GatheredRows& q = pass.gathered[1];
  for (std::int64_t i = 0; i < block.rows; ++i) {
    const float* a = p.rows + p.index[block.begin + i] * width;
    const float* b = q.rows + q.index[block.begin + i] * width;
    for (std::int64_t h = 0; h < width; h += lanes) {
      store(hn::Add(load(a + h), load(b + h)), z + i * width + h);
    }
  }
}

HWY_INLINE void add_at_nodes(const NodeSums& sums, const Block& block, const float* rows,
                             std::int64_t width) {
  for (std::int64_t i = 0; i < block.rows; ++i) {
    const float* row = rows + i * width;
    float* out = sums.outgoing + sums.source[block.begin + i] * width;
    float* in = sums.incoming + sums.target[block.begin + i] * width;
    for (std::int64_t h = 0; h < width; h += lanes) {
      const Vector v = load(row + h);
      store(hn::Add(load(out + h), v), out + h);
      store(hn::Add(load(in + h), v), in + h);
    }
  }
}

// The last layer into `result` [rows, out_width], or one number per row.
HWY_INLINE void finish(const Pass& pass, const Block& block, const float* const* active,
                       const float* const* residual, float* result) {
  const PackedMlp& mlp = *pass.mlp;
  const float* bias = mlp.last_bias.data();
  if (mlp.out == 1) {
    const float* column = mlp.last.data.data();
    for (std::int64_t i = 0; i < block.rows; ++i) {
      Vector sum = hn::Zero(tag);
      for (std::int64_t h = 0; h < mlp.width; h += lanes) {
        sum = hn::MulAdd(load(active[i] + h), load(column + h), sum);
      }
      result[i] = bias[0] + hn::GetLane(hn::SumOfLanes(tag, sum));
    }
    return;
  }
  for (std::int64_t i = 0; i < block.rows; ++i) {
    for (std::int64_t o = 0; o < mlp.out_width; o += lanes) {
      const Vector v = load(bias + o);
      store(residual == nullptr ? v : hn::Add(v, load(residual[i] + o)),
            result + i * mlp.out_width + o);
    }
  }
  multiply_add(block.rows, active, mlp.last, result, mlp.out_width);
}

HWY_INLINE void node_product(const NodeProduct& product, const Block& block, const float* result,
                             std::int64_t result_stride, const Pass& pass) {
  const std::int64_t columns = product.terms[0].matrix->columns;
  float* out = product.out + block.begin * columns;
  for (std::int64_t i = 0; i < block.rows; ++i) {
    for (std::int64_t h = 0; h < columns; h += lanes) {
      store(product.bias == nullptr ? hn::Zero(tag) : load(product.bias + h),
            out + i * columns + h);
    }
  }
  const float* row[most_rows];
  for (const NodeProduct::Term& term : product.terms) {
    if (term.dense < 0) {
      for (std::int64_t i = 0; i < block.rows; ++i) row[i] = result + i * result_stride;
    } else {
      rows_of(pass.dense[term.dense], block, row);
    }
    multiply_add(block.rows, row, *term.matrix, out, columns);
  }
}

// One pass over one block; returns where its result lies.
HWY_INLINE const float* run_pass(const Pass& pass, const Block& block, ForwardMemory& memory,
                                 float* result_memory) {
  const PackedMlp& mlp = *pass.mlp;
  float* z = memory.z.data();
  float* other = memory.active.data();
  const float* row[most_rows];
  start(pass, block, z);
  for (std::size_t j = 0; j < pass.dense.size(); ++j) {
    rows_of(pass.dense[j], block, row);
    multiply_add(block.rows, row, *pass.dense_weight[j], z, mlp.width);
  }
  activate(block.rows, mlp.hidden, mlp.width, mlp.activations[0], z, memory.scale.data());
  for (std::size_t l = 0; l < mlp.inner.size(); ++l) {
    const float* bias = mlp.bias[l + 1].data();
    for (std::int64_t i = 0; i < block.rows; ++i) {
      row[i] = z + i * mlp.width;
      for (std::int64_t h = 0; h < mlp.width; h += lanes) {
        store(load(bias + h), other + i * mlp.width + h);
      }
    }
    multiply_add(block.rows, row, mlp.inner[l], other, mlp.width);
    std::swap(z, other);
    activate(block.rows, mlp.hidden, mlp.width, mlp.activations[l + 1], z, memory.scale.data());
  }
  const float* active[most_rows];
  for (std::int64_t i = 0; i < block.rows; ++i) active[i] = z + i * mlp.width;
  if (pass.residual >= 0) rows_of(pass.dense[pass.residual], block, row);
  const bool direct = pass.out != nullptr && mlp.out != 1;
  float* result = direct ? pass.out + block.begin * mlp.out_width : result_memory;
  finish(pass, block, active, pass.residual >= 0 ? row : nullptr, result);
  if (mlp.out == 1 && pass.out != nullptr) {
    for (std::int64_t i = 0; i < block.rows; ++i) {
      const std::int64_t r = block.begin + i;
      pass.out[pass.place == nullptr ? r : pass.place[r]] = result[i];
    }
  }
  if (pass.sums.outgoing != nullptr) add_at_nodes(pass.sums, block, result, mlp.out_width);
  for (const NodeProduct& product : pass.products) {
    node_product(product, block, result, mlp.out_width, pass);
  }
  return result;
}

HWY_INLINE void run(std::span<const Pass> passes, std::int64_t rows, ForwardMemory& memory) {
  std::int64_t widest = panel;
  for (const Pass& pass : passes) widest = std::max({widest, pass.mlp->width, pass.mlp->out_width});
  // Blocks of z and of the activations fill half of a first-level cache of 32 KB.
  const std::int64_t fitting =
      (HWY_TARGET == HWY_AVX3 ? 40 : 16) * 1024 / (2 * 4 * widest) / tile_rows * tile_rows;
  const std::int64_t block_rows = std::clamp<std::int64_t>(fitting, 2 * tile_rows, most_rows);
  const auto numbers = static_cast<std::size_t>(most_rows * widest);
  memory.z.resize(numbers);
  memory.active.resize(numbers);
  memory.scale.resize(most_rows + panel);
  float* result[2] = {memory.result.resize(2 * numbers), memory.result.data() + numbers};
  for (std::int64_t begin = 0; begin < rows; begin += block_rows) {
    Block block = {begin, std::min(block_rows, rows - begin), nullptr, 0};
    for (std::size_t p = 0; p < passes.size(); ++p) {
      prefetch_next(passes[p], block, rows);
      block.previous = run_pass(passes[p], block, memory, result[p % 2]);
      block.previous_stride = passes[p].mlp->out_width;
    }
  }
}

}  // namespace trackloom::neural::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
