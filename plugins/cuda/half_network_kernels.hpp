// The kernels of the interaction network with rows of halves, as functors (launch.hpp): products by
// tensor cores (tile.hpp), sums, norms and what is added up in fp32. A warp does sixteen rows;
// nothing is added up across warps, so that results do not depend on the grid.
#pragma once

#include <cstdint>

#include "cuda/launch.hpp"
#include "cuda/tile.hpp"

namespace trackloom::cuda {

// An MLP as architecture.hpp describes it. `matrices` holds packed (tile.hpp), one after the other:
//   the matrix of the features [16][hidden], if there are any; per further dense input
//   [hidden][hidden]; per hidden layer but the first and for a last layer with out = hidden
//   [hidden][hidden]
// `vectors`: bias of the first layer; per hidden layer, with layer norm, gain and shift, and then
// the bias of the next; all [hidden]. With out = 1 the weights of the last layer stand in place of
// its bias, which follows as one number, padded to 4.
struct HalfMlpView {
  const std::uint32_t* matrices = nullptr;
  const float* vectors = nullptr;
  std::uint32_t matrix_words = 0, vector_count = 0;  // the latter a multiple of 4
  std::uint32_t hidden_layers = 1;
  bool layer_norm = false;
  std::uint32_t dense_count = 0;    // besides the features
  std::uint32_t feature_width = 0;  // 0: none; a multiple of 4 up to 16
  std::uint32_t out = 0;            // hidden or 1
};

// What a call of an MLP reads and writes; rows are 16-byte aligned.
struct HalfMlpRows {
  const float* features = nullptr;  // [rows, feature_width]
  const Half* dense[3] = {};        // [rows, hidden]
  // Null, or the products at the rows' nodes.
  const Half *product_a = nullptr, *product_b = nullptr;     // [nodes, hidden]
  const std::uint32_t *node_a = nullptr, *node_b = nullptr;  // [rows]
  bool residual = false;                                     // dense[0] is added to the result
  Half* out = nullptr;                                       // [rows, hidden]; may be dense[0]
  float* logit = nullptr;                                    // [rows], where the MLP's out is 1
  std::uint32_t rows = 0;
};

namespace half_network_kernels {

// Shared memory: the matrices, then the vectors.
template <int H>
struct RunMlp {
  static constexpr std::uint32_t threads = 256;
  static constexpr std::uint32_t rows_per_block = 512;
  HalfMlpView mlp;
  HalfMlpRows rows;

  // Every row read and written once, gathered rows too; weights not counted.
  KernelWork work() const {
    double bytes = 4.0 * mlp.feature_width + 2.0 * H * mlp.dense_count + (mlp.out == 1 ? 4 : 2 * H);
    if (rows.product_a != nullptr) bytes += 4 * H + 8;
    return {bytes * rows.rows, 4.0 * mlp.matrix_words * rows.rows};
  }
  static std::size_t shared_bytes(const HalfMlpView& m) {
    return (std::size_t{m.matrix_words} + m.vector_count) * sizeof(float);
  }

  template <class Block>
  TRACKLOOM_DEVICE void operator()(const Block& block) const {
    auto* matrices = block.template shared<std::uint32_t>();
    auto* vectors = reinterpret_cast<float*>(matrices + mlp.matrix_words);
    block.each(mlp.matrix_words, [&](std::uint32_t i) { matrices[i] = mlp.matrices[i]; });
    block.each(mlp.vector_count, [&](std::uint32_t i) { vectors[i] = mlp.vectors[i]; });
    const std::uint32_t begin = block.index() * rows_per_block;
    const std::uint32_t end =
        rows.rows - begin < rows_per_block ? rows.rows : begin + rows_per_block;
    block.each_warp([&](std::uint32_t warp) {
      for (std::uint32_t row = begin + warp * tile_rows; row < end;
           row += block.threads() / 32 * tile_rows) {
        do_rows({row, end}, matrices, vectors);
      }
    });
  }

 private:
  TRACKLOOM_DEVICE void do_rows(const RowRange& at, const std::uint32_t* w, const float* v) const {
    Tile<H> z;
    first_layer(z, at, w, v);
    for (std::uint32_t layer = 1;; ++layer) {
      if (mlp.layer_norm) {
        z.normalise(v, v + H);
        v += 2 * H;
      }
      z.rectify();
      const bool last = layer == mlp.hidden_layers;
      if (last && mlp.out == 1) return z.store_dot(v, v[H], rows.logit, at);
      const HalfTile<H> a = z.halves();
      z.fill(v);
      v += H;
      z.multiply(a, w);
      w += packed_words(H, H);
      if (last) break;
    }
    if (rows.residual) z.add(rows.dense[0], nullptr, at);
    z.store(rows.out, at);
  }

  TRACKLOOM_DEVICE void first_layer(Tile<H>& z, const RowRange& at, const std::uint32_t*& w,
                                    const float*& v) const {
    z.fill(v);
    v += H;
    if (rows.product_a != nullptr) {
      z.add(rows.product_a, rows.node_a, at);
      z.add(rows.product_b, rows.node_b, at);
    }
    if (mlp.feature_width > 0) {
      HalfTile<16> a;
      a.load(rows.features, mlp.feature_width, at);
      z.multiply(a, w);
      w += packed_words(16, H);
    }
    for (std::uint32_t d = 0; d < mlp.dense_count; ++d) {
      HalfTile<H> a;
      a.load(rows.dense[d], at);
      z.multiply(a, w);
      w += packed_words(H, H);
    }
  }
};

// The products of an MLP's gathered inputs: a = x A, b = x B, with A and B [H][H] packed, one after
// the other in `weights`.
template <int H>
struct RunProducts {
  static constexpr std::uint32_t threads = 256;
  static constexpr std::uint32_t rows_per_block = 512;
  const std::uint32_t* weights;
  const Half* x;
  Half *a, *b;
  std::uint32_t rows;

  KernelWork work() const { return {6.0 * H * rows, 4.0 * H * H * rows}; }
  static constexpr std::size_t shared_bytes() { return 2 * packed_words(H, H) * sizeof(float); }

  template <class Block>
  TRACKLOOM_DEVICE void operator()(const Block& block) const {
    auto* w = block.template shared<std::uint32_t>();
    constexpr auto words = static_cast<std::uint32_t>(packed_words(H, H));
    block.each(2 * words, [&](std::uint32_t i) { w[i] = weights[i]; });
    const std::uint32_t begin = block.index() * rows_per_block;
    const std::uint32_t end = rows - begin < rows_per_block ? rows : begin + rows_per_block;
    block.each_warp([&](std::uint32_t warp) {
      for (std::uint32_t row = begin + warp * tile_rows; row < end;
           row += block.threads() / 32 * tile_rows) {
        const RowRange at{row, end};
        HalfTile<H> in;
        in.load(x, at);
        product(in, w, a, at);
        product(in, w + words, b, at);
      }
    });
  }

 private:
  TRACKLOOM_DEVICE static void product(const HalfTile<H>& in, const std::uint32_t* w, Half* to,
                                       const RowRange& at) {
    Tile<H> z;
    z.clear();
    z.multiply(in, w);
    z.store(to, at);
  }
};

// Eight halves, read and written at once.
struct alignas(16) Eight {
  Half v[8];
};

// By node and eight columns: sums of the rows of the edges that end and that start there, in
// ascending order of the edges: the same sums every time. `i` counts nodes x width / 8.
struct SumAtNodes {
  const Half* rows;  // [edges, width]
  const std::uint32_t *first, *in_first, *in_edge;
  std::uint32_t width;
  Half *incoming, *outgoing;  // [nodes, width]

  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    const std::uint32_t parts = width / 8, node = i / parts, part = i % parts;
    float in[8] = {}, out[8] = {};
    for (std::uint32_t k = in_first[node]; k < in_first[node + 1]; ++k) {
      add(in, static_cast<std::size_t>(in_edge[k]) * parts + part);
    }
    for (std::uint32_t e = first[node]; e < first[node + 1]; ++e) {
      add(out, static_cast<std::size_t>(e) * parts + part);
    }
    write(in, incoming, i);
    write(out, outgoing, i);
  }

 private:
  TRACKLOOM_HD void add(float (&sum)[8], std::size_t at) const {
    const Eight eight = reinterpret_cast<const Eight*>(rows)[at];
    for (int j = 0; j < 8; ++j) sum[j] += to_float(eight.v[j]);
  }
  TRACKLOOM_HD static void write(const float (&sum)[8], Half* to, std::uint32_t at) {
    Eight eight;
    for (int j = 0; j < 8; ++j) eight.v[j] = to_half(sum[j]);
    reinterpret_cast<Eight*>(to)[at] = eight;
  }
};

}  // namespace half_network_kernels
}  // namespace trackloom::cuda
