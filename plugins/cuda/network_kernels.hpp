// The kernels of the interaction network, as functors (launch.hpp). One thread does all of one row
// (an edge or a node): its hidden vector stays in registers, the weights of the MLP are read from
// shared memory, where all threads read the same word at a time. Nothing is added up across
// threads, so that results do not depend on the grid.
#pragma once

#include <cstdint>

#include "cuda/atomics.hpp"
#include "cuda/launch.hpp"
#include "event_data/cluster_match.hpp"
#include "gnn/feature_values.hpp"

#ifdef __CUDA_ARCH__
#define TRACKLOOM_UNROLL _Pragma("unroll")
#else
#define TRACKLOOM_UNROLL
#endif

namespace trackloom::cuda {

// An MLP as architecture.hpp describes it, packed: `weights` holds, one after the other,
//   per dense input  [width][hidden]          (columns of the first layer, transposed)
//   bias [hidden]
//   per hidden layer but the first  [hidden][hidden] transposed, bias [hidden]
//   after each hidden layer's bias, with layer norm: weight [hidden], bias [hidden]
//   last layer [hidden][out] transposed (out = 1: [hidden]), bias [out, padded to 4]
// and the first layer's products of gathered inputs come ready made, one row per node.
struct MlpView {
  const float* weights = nullptr;
  std::uint32_t weight_count = 0;  // a multiple of 4
  std::uint32_t hidden_layers = 1;
  bool layer_norm = false;
  std::uint32_t dense_count = 0;
  std::uint32_t width[3] = {};  // multiples of 4
  std::uint32_t out = 0;        // hidden or 1
};

// What a call of an MLP reads and writes; rows are 16-byte aligned.
struct MlpRows {
  const float* dense[3] = {};  // [rows, width]
  // Null, or the products at the rows' nodes.
  const float *product_a = nullptr, *product_b = nullptr;    // [nodes, hidden]
  const std::uint32_t *node_a = nullptr, *node_b = nullptr;  // [rows]
  bool residual = false;                                     // dense[0] is added to the result
  float* out = nullptr;                                      // [rows, out]; may be dense[0]
  std::uint32_t rows = 0;
};

namespace network_kernels {

struct Four {
  float v[4];
};

TRACKLOOM_HD inline Four load4(const float* from) {
#ifdef __CUDA_ARCH__
  const float4 f = *reinterpret_cast<const float4*>(from);
  return {{f.x, f.y, f.z, f.w}};
#else
  return {{from[0], from[1], from[2], from[3]}};
#endif
}

TRACKLOOM_HD inline void store4(float* to, const Four& f) {
#ifdef __CUDA_ARCH__
  *reinterpret_cast<float4*>(to) = make_float4(f.v[0], f.v[1], f.v[2], f.v[3]);
#else
  for (int j = 0; j < 4; ++j) to[j] = f.v[j];
#endif
}

// z += x * row
template <int H>
TRACKLOOM_HD inline void add_scaled(float (&z)[H], const float* row, float x) {
  TRACKLOOM_UNROLL
  for (int h = 0; h < H; h += 4) {
    const Four w = load4(row + h);
    TRACKLOOM_UNROLL
    for (int j = 0; j < 4; ++j) z[h + j] += w.v[j] * x;
  }
}

template <int H>
TRACKLOOM_HD inline void add_row(float (&z)[H], const float* row) {
  add_scaled(z, row, 1.0F);
}

// ReLU of the norm of z, to `column`: entries `stride` floats apart. Reads norm weight and bias.
template <int H>
TRACKLOOM_HD inline void activate(const float (&z)[H], const float* norm, float* column,
                                  std::uint32_t stride) {
  float scale = 1, mean = 0;
  if (norm != nullptr) {
    float sum = 0;
    TRACKLOOM_UNROLL
    for (int h = 0; h < H; ++h) sum += z[h];
    mean = sum / H;
    float squares = 0;
    TRACKLOOM_UNROLL
    for (int h = 0; h < H; ++h) squares += (z[h] - mean) * (z[h] - mean);
    scale = 1 / std::sqrt(squares / H + 1e-5F);
  }
  TRACKLOOM_UNROLL
  for (int h = 0; h < H; ++h) {
    const float a = norm == nullptr ? z[h] : (z[h] - mean) * scale * norm[h] + norm[H + h];
    column[static_cast<std::uint32_t>(h) * stride] = a > 0 ? a : 0;
  }
}

// z = bias + W a, a from `column`. Moves `w` past weights and bias.
template <int H>
TRACKLOOM_HD inline void dense_layer(float (&z)[H], const float*& w, const float* column,
                                     std::uint32_t stride) {
  const float* bias = w + H * H;
  TRACKLOOM_UNROLL
  for (int h = 0; h < H; ++h) z[h] = bias[h];
  for (std::uint32_t k = 0; k < H; ++k) add_scaled(z, w + k * H, column[k * stride]);
  w = bias + H;
}

// One row of the MLP. `column` is scratch of H floats, `stride` apart.
template <int H>
TRACKLOOM_HD inline void mlp_row(const MlpView& m, const float* w, const MlpRows& in,
                                 std::uint32_t row, float* column, std::uint32_t stride) {
  float z[H];
  TRACKLOOM_UNROLL
  for (int h = 0; h < H; ++h) z[h] = 0;
  TRACKLOOM_UNROLL
  for (std::uint32_t d = 0; d < 3; ++d) {
    if (d >= m.dense_count) continue;
    const float* x = in.dense[d] + static_cast<std::size_t>(row) * m.width[d];
    for (std::uint32_t k = 0; k < m.width[d]; k += 4) {
      const Four v = load4(x + k);
      TRACKLOOM_UNROLL
      for (int j = 0; j < 4; ++j, w += H) add_scaled(z, w, v.v[j]);
    }
  }
  if (in.product_a != nullptr) {
    add_row(z, in.product_a + static_cast<std::size_t>(in.node_a[row]) * H);
    add_row(z, in.product_b + static_cast<std::size_t>(in.node_b[row]) * H);
  }
  add_row(z, w);
  w += H;
  const std::uint32_t norm_size = m.layer_norm ? 2 * H : 0;
  for (std::uint32_t layer = 0; layer < m.hidden_layers; ++layer) {
    if (layer > 0) dense_layer(z, w, column, stride);
    activate(z, m.layer_norm ? w : nullptr, column, stride);
    w += norm_size;
  }
  if (m.out == 1) {
    float sum = w[H];
    for (std::uint32_t k = 0; k < H; ++k) sum += w[k] * column[k * stride];
    in.out[row] = sum;
    return;
  }
  dense_layer(z, w, column, stride);
  if (in.residual) add_row(z, in.dense[0] + static_cast<std::size_t>(row) * H);
  float* out = in.out + static_cast<std::size_t>(row) * H;
  TRACKLOOM_UNROLL
  for (int h = 0; h < H; h += 4) store4(out + h, {{z[h], z[h + 1], z[h + 2], z[h + 3]}});
}

// Shared memory: the weights, then a column of H floats per thread.
template <int H>
struct RunMlp {
  static constexpr std::uint32_t threads = 128;
  static constexpr std::uint32_t rows_per_block = 4 * threads;
  MlpView mlp;
  MlpRows rows;

  // Every row read and written once, gathered rows too; weights not counted.
  KernelWork work() const {
    double floats = mlp.out;
    for (std::uint32_t d = 0; d < mlp.dense_count; ++d) floats += mlp.width[d];
    if (rows.product_a != nullptr) floats += 2 * H + 2;
    return {4 * floats * rows.rows, 2.0 * mlp.weight_count * rows.rows};
  }
  static std::size_t shared_bytes(const MlpView& m) {
    return (m.weight_count + std::size_t{H} * threads) * sizeof(float);
  }

  template <class Block>
  TRACKLOOM_HD void operator()(const Block& block) const {
    auto* weights = block.template shared<float>();
    float* columns = weights + mlp.weight_count;
    block.each(mlp.weight_count, [&](std::uint32_t i) { weights[i] = mlp.weights[i]; });
    const std::uint32_t begin = block.index() * rows_per_block;
    const std::uint32_t count =
        rows.rows - begin < rows_per_block ? rows.rows - begin : rows_per_block;
    block.each(block.threads(), [&](std::uint32_t t) {
      for (std::uint32_t i = t; i < count; i += block.threads()) {
        mlp_row<H>(mlp, weights, rows, begin + i, columns + t, block.threads());
      }
    });
  }
};

// The products of an MLP's gathered inputs: a = x A, b = x B, with A and B [H][H], transposed, one
// after the other in `weights`.
template <int H>
struct RunProducts {
  static constexpr std::uint32_t threads = 128;
  static constexpr std::uint32_t rows_per_block = 4 * threads;
  const float* weights;
  const float* x;
  float *a, *b;
  std::uint32_t rows;

  KernelWork work() const { return {12.0 * H * rows, 4.0 * H * H * rows}; }
  static constexpr std::size_t shared_bytes() { return std::size_t{2} * H * H * sizeof(float); }

  template <class Block>
  TRACKLOOM_HD void operator()(const Block& block) const {
    auto* w = block.template shared<float>();
    block.each(2 * H * H, [&](std::uint32_t i) { w[i] = weights[i]; });
    const std::uint32_t begin = block.index() * rows_per_block;
    const std::uint32_t count = rows - begin < rows_per_block ? rows - begin : rows_per_block;
    block.each(count, [&](std::uint32_t i) {
      const std::size_t at = static_cast<std::size_t>(begin + i) * H;
      product(w, x + at, a + at);
      product(w + H * H, x + at, b + at);
    });
  }

 private:
  TRACKLOOM_HD static void product(const float* w, const float* from, float* to) {
    float z[H];
    TRACKLOOM_UNROLL
    for (int h = 0; h < H; ++h) z[h] = 0;
    for (std::uint32_t k = 0; k < H; k += 4) {
      const Four v = load4(from + k);
      TRACKLOOM_UNROLL
      for (int j = 0; j < 4; ++j, w += H) add_scaled(z, w, v.v[j]);
    }
    TRACKLOOM_UNROLL
    for (int h = 0; h < H; h += 4) store4(to + h, {{z[h], z[h + 1], z[h + 2], z[h + 3]}});
  }
};

// By node and column: sums of the rows of the edges that end and that start there, in ascending
// order of the edges: the same sums every time. `i` counts nodes x width.
struct SumAtNodes {
  const float* rows;  // [edges, width]
  const std::uint32_t *first, *in_first, *in_edge;
  std::uint32_t width;
  float *incoming, *outgoing;  // [nodes, width]

  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    const std::uint32_t node = i / width, column = i % width;
    float in = 0, out = 0;
    for (std::uint32_t k = in_first[node]; k < in_first[node + 1]; ++k) {
      in += rows[static_cast<std::size_t>(in_edge[k]) * width + column];
    }
    for (std::uint32_t e = first[node]; e < first[node + 1]; ++e) {
      out += rows[static_cast<std::size_t>(e) * width + column];
    }
    incoming[i] = in;
    outgoing[i] = out;
  }
};

struct ToScores {
  const float* logit;
  float* score;
  std::uint32_t* not_finite;  // the first edge whose logit is not, if it holds all ones before

  TRACKLOOM_HD void operator()(std::uint32_t e) const {
    const float x = logit[e];
    if (!(x - x == 0)) atomic_min(not_finite, e);
    score[e] = 1.0F / (1.0F + std::exp(-x));
  }
};

// Columns of HitColumns.
struct HitView {
  const float *x, *y, *z, *r, *phi, *cells_u, *cells_v, *charge;
  const std::uint32_t* module_of;
};

// By hit: features.hpp's node_features for 3 node features, padded with zeros.
struct NodeFeatures {
  HitView hits;
  bool shapes;  // the last three columns are there
  float scale_r, scale_phi, scale_z;
  std::uint32_t width;  // of a row, at least 3, or 7 with shapes
  float* out;

  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    float* row = out + static_cast<std::size_t>(i) * width;
    row[0] = hits.r[i] / scale_r;
    row[1] = hits.phi[i] / scale_phi;
    row[2] = hits.z[i] / scale_z;
    std::uint32_t at = 3;
    if (shapes) {
      gnn::shape_features(hits.cells_u[i], hits.cells_v[i], hits.charge[i], row + 3);
      at = 7;
    }
    for (; at < width; ++at) row[at] = 0;
  }
};

// rotation as Module::rotation, thickness, pitches.
struct ModuleShape {
  float rotation[9], thickness, pitch_u, pitch_v;
};

// What EdgeFeatures reads of a hit, together in memory: one access where columns would be eight.
struct alignas(16) HitRecord {
  float x, y, z, r, cells_u, cells_v, charge;
  std::uint32_t module;
};

struct GatherRecords {
  HitView hits;
  bool shapes;  // the last three columns are there
  HitRecord* out;
  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    HitRecord record{hits.x[i], hits.y[i], hits.z[i], hits.r[i], 0, 0, 0, hits.module_of[i]};
    if (shapes) {
      record.cells_u = hits.cells_u[i];
      record.cells_v = hits.cells_v[i];
      record.charge = hits.charge[i];
    }
    out[i] = record;
  }
};

// By edge: features.hpp's edge_features (with Geometry: six columns) and extra_features (with
// Cluster: the six of ClusterMatch), padded with zeros. Rows have up to 16 columns.
template <bool Geometry, bool Cluster>
struct EdgeFeatures {
  static constexpr std::uint32_t most = 16;
  const HitRecord* hits;
  const ModuleShape* modules;
  const float* nodes;  // NodeFeatures
  std::uint32_t node_width;
  const std::uint32_t *source, *target;
  const float* prior;  // null: no such column
  bool shapes;         // the event has them; else Cluster's columns are zeros
  std::uint32_t width;
  float* out;

  TRACKLOOM_HD void operator()(std::uint32_t e) const {
    float row[most] = {};  // in registers: every index below is a constant
    const std::uint32_t s = source[e], d = target[e];
    if constexpr (Geometry) {
      const Four a = load4(nodes + static_cast<std::size_t>(s) * node_width);
      const Four b = load4(nodes + static_cast<std::size_t>(d) * node_width);
      gnn::edge_feature_row(a.v, b.v, gnn::pseudorapidity(a.v[0], a.v[2]),
                            gnn::pseudorapidity(b.v[0], b.v[2]), row);
    }
    constexpr std::uint32_t cluster_at = Geometry ? 6 : 0;
    if constexpr (Cluster) {
      if (shapes) match(hits[s], hits[d], row + cluster_at);
    }
    if (prior != nullptr) row[cluster_at + (Cluster ? 6 : 0)] = gnn::prior_feature(prior[e]);
    float* to = out + static_cast<std::size_t>(e) * width;
    TRACKLOOM_UNROLL
    for (std::uint32_t c = 0; c < most; c += 4) {
      if (c < width) store4(to + c, {{row[c], row[c + 1], row[c + 2], row[c + 3]}});
    }
  }

 private:
  TRACKLOOM_HD void match(const HitRecord& a, const HitRecord& b, float* out_row) const {
    Direction at_a, at_b;
    edge_tangents(a.x, a.y, a.z, a.r, b.x, b.y, b.z, b.r, at_a, at_b);
    end(a, at_a, out_row);
    end(b, at_b, out_row + 3);
  }
  TRACKLOOM_HD void end(const HitRecord& hit, const Direction& direction, float* out_row) const {
    const ModuleShape& m = modules[hit.module];
    cluster_end(m.rotation, m.thickness, m.pitch_u, m.pitch_v, hit.cells_u, hit.cells_v, hit.charge,
                direction, out_row);
  }
};

}  // namespace network_kernels
}  // namespace trackloom::cuda
