// The arithmetic of forward_bf16.cpp and forward_int8.cpp, which include it once per instruction
// set, inside a namespace of its own. Wanted from there: Code, the number that rows are rounded to,
// of which `group` make a word of 32 bits; Sum, a vector of sums; tile_rows, tile_vectors, dot(),
// begin_sum(), end_sum(), round_row(), round_active(), column_product(), Scale; round() to bf16,
// sum_of(), inverse_root().

constexpr std::int64_t most_rows = 96;

// C[m][0 ... 16 N) += sum over k of a[m][k] B[k], `group` k at a time. Panel n of B lies at b + n *
// words * panel.
template <int M, int N>
TRACKLOOM_INLINE void tile(std::int64_t words, const Code* const* a, const Scale* scale,
                           const std::uint32_t* b, const PackedMatrix& matrix, std::int64_t column,
                           float* c, std::int64_t c_stride) {
  Sum sum[M][N];
#pragma GCC unroll 12
  for (int m = 0; m < M; ++m) {
#pragma GCC unroll 2
    for (int n = 0; n < N; ++n) sum[m][n] = begin_sum(c + m * c_stride + n * panel);
  }
  for (std::int64_t p = 0; p < words; ++p) {
    Words v[N];
#pragma GCC unroll 2
    for (int n = 0; n < N; ++n) v[n] = load_words(b + (n * words + p) * panel);
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m) {
      std::uint32_t word;
      __builtin_memcpy(&word, a[m] + group * p, sizeof(word));
      const Words factor = word - Words{};
#pragma GCC unroll 2
      for (int n = 0; n < N; ++n) sum[m][n] = dot(sum[m][n], factor, v[n]);
    }
  }
#pragma GCC unroll 12
  for (int m = 0; m < M; ++m) {
#pragma GCC unroll 2
    for (int n = 0; n < N; ++n) {
      end_sum(sum[m][n], scale[m], matrix, column + n * panel, c + m * c_stride + n * panel);
    }
  }
}

template <int N>
TRACKLOOM_INLINE void columns(std::int64_t rows, const Code* const* a, const Scale* scale,
                              const PackedMatrix& matrix, std::int64_t from, float* c,
                              std::int64_t c_stride) {
  const std::int64_t words = matrix.word_rows;
  const std::uint32_t* b = matrix.words.data() + from * words;
  std::int64_t m = 0;
  for (; m + tile_rows <= rows; m += tile_rows) {
    tile<tile_rows, N>(words, a + m, scale + m, b, matrix, from, c + m * c_stride + from, c_stride);
  }
  for (; m < rows; ++m) {
    tile<1, N>(words, a + m, scale + m, b, matrix, from, c + m * c_stride + from, c_stride);
  }
}

// Rows as products read them.
struct Rows {
  const Code* row[most_rows];
  Scale scale[most_rows];
};

// C += A M.
TRACKLOOM_INLINE void multiply_add(std::int64_t rows, const Rows& a, const PackedMatrix& matrix,
                                   float* c, std::int64_t c_stride) {
  std::int64_t n = 0;
  for (; n + tile_vectors * panel <= matrix.columns; n += tile_vectors * panel) {
    columns<tile_vectors>(rows, a.row, a.scale, matrix, n, c, c_stride);
  }
  for (; n < matrix.columns; n += panel) columns<1>(rows, a.row, a.scale, matrix, n, c, c_stride);
}

// The same in fp32, for a matrix that was not rounded.
template <int M>
TRACKLOOM_INLINE void float_tile(std::int64_t k_count, const float* const* a, const float* b,
                                 float* c, std::int64_t c_stride) {
  Vector sum[M];
#pragma GCC unroll 12
  for (int m = 0; m < M; ++m) sum[m] = load(c + m * c_stride);
  for (std::int64_t k = 0; k < k_count; ++k) {
    const Vector v = load(b + k * panel);
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m) sum[m] += a[m][k] * v;
  }
#pragma GCC unroll 12
  for (int m = 0; m < M; ++m) store(sum[m], c + m * c_stride);
}

TRACKLOOM_INLINE void multiply_add(std::int64_t rows, const float* const* a,
                                   const PackedMatrix& matrix, float* c, std::int64_t c_stride) {
  for (std::int64_t n = 0; n < matrix.columns; n += panel) {
    const float* b = matrix.data.data() + n * matrix.rows;
    std::int64_t m = 0;
    for (; m + tile_rows <= rows; m += tile_rows) {
      float_tile<tile_rows>(matrix.rows, a + m, b, c + m * c_stride + n, c_stride);
    }
    for (; m < rows; ++m) float_tile<1>(matrix.rows, a + m, b, c + m * c_stride + n, c_stride);
  }
}

// z -> ReLU of it, or of its norm, rounded, with the rows in `out`. z is overwritten.
TRACKLOOM_INLINE void activate(std::int64_t rows, std::int64_t hidden, std::int64_t width,
                               const PackedActivation& activation, float* z, float* factor,
                               Code* active, Rows& out) {
  if (activation.norm) {
    for (std::int64_t i = 0; i < rows; ++i) {
      Vector sum{};
      for (std::int64_t h = 0; h < width; h += panel) {
        const Vector v = load(z + i * width + h);
        sum += v * v;
      }
      factor[i] = sum_of(sum);
    }
    const float inverse = 1.0F / static_cast<float>(hidden);
    for (std::int64_t i = 0; i < rows; i += panel) {  // the buffer has whole vectors
      store(inverse_root(load(factor + i) * inverse + 1e-5F), factor + i);
    }
  }
  const float* scale = activation.norm ? activation.scale.data() : nullptr;
  const float* shift = activation.norm ? activation.shift.data() : nullptr;
  for (std::int64_t i = 0; i < rows; ++i) {
    out.row[i] = active + i * width;
    out.scale[i] = round_active(z + i * width, width, scale, shift, factor[i], active + i * width);
  }
}

struct Block {
  std::int64_t begin, rows;
  const float* previous;  // result of the pass before, with its stride
  std::int64_t previous_stride;
};

TRACKLOOM_INLINE bool is_previous(const DenseRows& input) {
  return input.x == nullptr && input.half == nullptr;
}

TRACKLOOM_INLINE std::int64_t row_number(const DenseRows& input, const Block& block,
                                         std::int64_t i) {
  return input.index == nullptr ? block.begin + i : input.index[block.begin + i];
}

TRACKLOOM_INLINE const float* float_row(const DenseRows& input, const Block& block,
                                        std::int64_t i) {
  if (input.x == nullptr) return block.previous + i * block.previous_stride;
  return input.x + row_number(input, block, i) * input.stride;
}

// The rows of a dense input, rounded; `scratch` holds those that are not in memory as they are
// multiplied.
TRACKLOOM_INLINE void rows_of(const DenseRows& input, std::int64_t width, const Block& block,
                              Code* scratch, Rows& out) {
  const std::int64_t stride = padded(width);
  for (std::int64_t i = 0; i < block.rows; ++i) {
    Code* to = scratch + i * stride;
    out.row[i] = to;
    if (input.half != nullptr) {
      const Half* half = input.half + row_number(input, block, i) * input.stride;
      out.scale[i] = round_half_row(half, stride, to, out.row[i]);
    } else {
      out.scale[i] = round_row(float_row(input, block, i), width, to);
    }
  }
}

// Asks for the target rows of the block after this one, which lie anywhere; source rows follow one
// another.
TRACKLOOM_INLINE void prefetch_next(const Pass& pass, const Block& block, std::int64_t rows) {
  if (pass.gathered.empty()) return;
  const std::int64_t width = pass.mlp->width;
  const GatheredRows& q = pass.gathered[1];
  const std::int64_t end = std::min(block.begin + 2 * block.rows, rows);
  for (std::int64_t i = block.begin + block.rows; i < end; ++i) {
    for (std::int64_t h = 0; h < width; h += panel) {
      __builtin_prefetch(q.rows + q.index[i] * width + h);
      if (pass.sums.incoming != nullptr) {
        __builtin_prefetch(pass.sums.incoming + pass.sums.target[i] * width + h);
      }
    }
  }
}

TRACKLOOM_INLINE void fill(std::int64_t rows, std::int64_t width, const float* bias, float* z) {
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t h = 0; h < width; h += panel) {
      store(bias == nullptr ? Vector{} : load(bias + h), z + i * width + h);
    }
  }
}

TRACKLOOM_INLINE void start(const Pass& pass, const Block& block, float* z) {
  const std::int64_t width = pass.mlp->width;
  if (pass.gathered.empty()) return fill(block.rows, width, pass.mlp->bias[0].data(), z);
  const GatheredRows& p = pass.gathered[0];
  const GatheredRows& q = pass.gathered[1];
  for (std::int64_t i = 0; i < block.rows; ++i) {
    const float* a = p.rows + p.index[block.begin + i] * width;
    const float* b = q.rows + q.index[block.begin + i] * width;
    for (std::int64_t h = 0; h < width; h += panel) {
      store(load(a + h) + load(b + h), z + i * width + h);
    }
  }
}

TRACKLOOM_INLINE void add_at_nodes(const NodeSums& sums, const Block& block, const float* rows,
                                   std::int64_t width) {
  for (std::int64_t i = 0; i < block.rows; ++i) {
    float* out = sums.outgoing + sums.source[block.begin + i] * width;
    float* in = sums.incoming + sums.target[block.begin + i] * width;
    for (std::int64_t h = 0; h < width; h += panel) {
      const Vector v = load(rows + i * width + h);
      store(load(out + h) + v, out + h);
      store(load(in + h) + v, in + h);
    }
  }
}

// The last layer into `result` [rows, out_width], or one number per row.
TRACKLOOM_INLINE void finish(const Pass& pass, const Block& block, const Rows& active,
                             float* result) {
  const PackedMlp& mlp = *pass.mlp;
  const float* bias = mlp.last_bias.data();
  if (mlp.out == 1) {
    const float* column = mlp.last.data.data();
    for (std::int64_t i = 0; i < block.rows; ++i) {
      result[i] = bias[0] + column_product(active.row[i], active.scale[i], column, mlp.width);
    }
    return;
  }
  if (pass.residual < 0) {
    fill(block.rows, mlp.out_width, bias, result);
  } else {  // which may be where the result goes: read before it is written
    const DenseRows& input = pass.dense[pass.residual];
    for (std::int64_t i = 0; i < block.rows; ++i) {
      float* to = result + i * mlp.out_width;
      for (std::int64_t o = 0; o < mlp.out_width; o += panel) {
        const Vector v = input.half != nullptr
                             ? widen(input.half + row_number(input, block, i) * input.stride + o)
                             : load(float_row(input, block, i) + o);
        store(v + load(bias + o), to + o);
      }
    }
  }
  multiply_add(block.rows, active, mlp.last, result, mlp.out_width);
}

TRACKLOOM_INLINE void node_product(const NodeProduct& product, const Block& block,
                                   const float* result, std::int64_t result_stride,
                                   const Pass& pass, Code* scratch) {
  const std::int64_t width = product.terms[0].matrix->columns;
  float* out = product.out + block.begin * width;
  fill(block.rows, width, product.bias, out);
  Rows row;
  const Block made = {block.begin, block.rows, result, result_stride};
  for (const NodeProduct::Term& term : product.terms) {
    const DenseRows input = term.dense < 0 ? DenseRows{} : pass.dense[term.dense];
    rows_of(input, term.matrix->rows, is_previous(input) && term.dense >= 0 ? block : made, scratch,
            row);
    multiply_add(block.rows, row, *term.matrix, out, width);
  }
}

// Where a result goes that has more than one number per row.
TRACKLOOM_INLINE float* result_of(const Pass& pass, const Block& block, float* result_memory) {
  const bool direct = pass.out != nullptr && pass.mlp->out != 1;
  return direct ? pass.out + block.begin * pass.mlp->out_width : result_memory;
}

// One pass over one block; returns where its result lies.
TRACKLOOM_INLINE const float* run_pass(const Pass& pass, const Block& block, ForwardMemory& memory,
                                       float* result_memory) {
  const PackedMlp& mlp = *pass.mlp;
  float* z = memory.z.data();
  auto* active = reinterpret_cast<Code*>(memory.half_active.data());
  auto* scratch = reinterpret_cast<Code*>(memory.half_rows.data());
  Rows row;
  start(pass, block, z);
  for (std::size_t j = 0; j < pass.dense.size(); ++j) {
    const PackedMatrix& matrix = *pass.dense_weight[j];
    if (matrix.is_rounded()) {
      rows_of(pass.dense[j], matrix.rows, block, scratch, row);
      multiply_add(block.rows, row, matrix, z, mlp.width);
    } else {
      const float* full[most_rows];
      for (std::int64_t i = 0; i < block.rows; ++i) full[i] = float_row(pass.dense[j], block, i);
      multiply_add(block.rows, full, matrix, z, mlp.width);
    }
  }
  activate(block.rows, mlp.hidden, mlp.width, mlp.activations[0], z, memory.scale.data(), active,
           row);
  for (std::size_t l = 0; l < mlp.inner.size(); ++l) {
    fill(block.rows, mlp.width, mlp.bias[l + 1].data(), z);
    multiply_add(block.rows, row, mlp.inner[l], z, mlp.width);
    activate(block.rows, mlp.hidden, mlp.width, mlp.activations[l + 1], z, memory.scale.data(),
             active, row);
  }
  float* result = result_of(pass, block, result_memory);
  finish(pass, block, row, result);
  if (mlp.out == 1 && pass.out != nullptr) {
    for (std::int64_t i = 0; i < block.rows; ++i) {
      const std::int64_t r = block.begin + i;
      pass.out[pass.place == nullptr ? r : pass.place[r]] = result[i];
    }
  }
  if (pass.half_out != nullptr) {
    Half* out = pass.half_out + block.begin * mlp.out_width;
    for (std::int64_t k = 0; k < block.rows * mlp.out_width; k += panel) {
      round(load(result + k), out + k);
    }
  }
  if (pass.sums.outgoing != nullptr) add_at_nodes(pass.sums, block, result, mlp.out_width);
  for (const NodeProduct& product : pass.products) {
    node_product(product, block, result, mlp.out_width, pass, scratch);
  }
  return result;
}

inline void run(std::span<const Pass> passes, std::int64_t rows, ForwardMemory& memory) {
  std::int64_t widest = panel;
  for (const Pass& pass : passes) {
    widest = std::max({widest, pass.mlp->width, pass.mlp->out_width});
    for (const PackedMatrix* matrix : pass.dense_weight) {
      widest = std::max(widest, padded(matrix->rows));
    }
  }
  // Rows of z, result and activations fill a first-level cache of 48 KB; small blocks would read
  // the matrices too often.
  const std::int64_t fitting = 48 * 1024 / (2 * 4 * widest) / tile_rows * tile_rows;
  const std::int64_t block_rows = std::clamp<std::int64_t>(fitting, 2 * tile_rows, most_rows);
  const auto numbers = static_cast<std::size_t>(most_rows * widest);
  memory.z.resize(numbers);
  memory.half_active.resize(numbers);
  memory.half_rows.resize(numbers);
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
