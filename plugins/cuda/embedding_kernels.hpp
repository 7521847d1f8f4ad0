// The kernels of the embedding, as functors (launch.hpp): features of hits, layers of an MLP,
// turned outputs.
#pragma once

#include <cmath>
#include <cstdint>

#include "cuda/atomics.hpp"
#include "cuda/launch.hpp"
#include "cuda/network_kernels.hpp"
#include "metric_learning/feature_values.hpp"

namespace trackloom::cuda::embedding_kernels {

using network_kernels::HitView;
using network_kernels::ModuleShape;

// By hit: metric_learning's node_features, followed by zeros up to `width`.
struct Features {
  HitView hits;
  const ModuleShape* modules;
  metric_learning::RowLayout layout;
  std::uint32_t width;
  float* out;

  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    float* row = out + std::size_t{i} * width;
    for (std::uint32_t k = 0; k < width; ++k) row[k] = 0;
    metric_learning::HitValues hit{hits.x[i],   hits.y[i], hits.z[i], hits.r[i],
                                   hits.phi[i], 0,         0,         0};
    if (layout.cells >= 0) {
      hit.cells_u = hits.cells_u[i];
      hit.cells_v = hits.cells_v[i];
      hit.charge = hits.charge[i];
    }
    const ModuleShape& m = modules[hits.module_of[i]];
    metric_learning::feature_row(layout, hit, {m.rotation, m.pitch_u, m.pitch_v, m.thickness}, row);
  }
};

// One layer: out = W a + bias, with a = x, or after a hidden layer the ReLU of x or of its norm.
// Widths are multiples of 4. A block has some columns of W in shared memory and goes through many
// rows, `tile` at a time: of these, a thread computes four of four columns at once. Each sum runs
// over the inputs in order: results do not depend on the grid.
struct Layer {
  static constexpr std::uint32_t threads = 256, tile = 32, tiles = 8;
  // Of these a block needs 160 kB, and devices from sm_80 on have 163.
  static constexpr std::uint32_t most_inputs = 768;
  const float* weight = nullptr;  // [inputs][outputs], transposed
  const float* bias = nullptr;    // [outputs]
  bool active = false;
  const float *norm_weight = nullptr, *norm_bias = nullptr;  // [inputs], or null
  const float* x = nullptr;                                  // [rows, inputs]
  float* out = nullptr;                                      // [rows, outputs]
  std::uint32_t rows = 0, inputs = 0, outputs = 0;

  // As many columns at a time as 64 kB hold, at least four.
  std::uint32_t columns() const {
    const std::uint32_t most = 64 * 1024 / 4 / inputs / 4 * 4;
    return most < 4 ? 4 : most > outputs ? outputs : most;
  }
  std::uint32_t column_blocks() const { return (outputs - 1) / columns() + 1; }
  std::uint32_t row_blocks() const { return (rows - 1) / (tile * tiles) + 1; }
  std::size_t shared_bytes() const {
    return (std::size_t{columns()} * inputs + std::size_t{tile} * (inputs + 2)) * sizeof(float);
  }
  KernelWork work() const {
    return {4.0 * rows * (inputs * column_blocks() + outputs), 2.0 * rows * inputs * outputs};
  }

  std::uint32_t width = 0;  // columns(): set before the launch

  template <class Block>
  TRACKLOOM_HD void operator()(const Block& block) const {
    auto* w = block.template shared<float>();
    float* a = w + std::size_t{width} * inputs;  // [tile][inputs]
    float* mean = a + tile * inputs;
    float* scale = mean + tile;
    const std::uint32_t blocks = (outputs - 1) / width + 1;
    const std::uint32_t begin = block.index() % blocks * width;
    const std::uint32_t count = outputs - begin < width ? outputs - begin : width;
    block.each(count * inputs, [&](std::uint32_t i) {
      w[i] = weight[std::size_t{i / count} * outputs + begin + i % count];
    });
    for (std::uint32_t t = 0; t < tiles; ++t) {
      const std::uint32_t row = (block.index() / blocks * tiles + t) * tile;
      const std::uint32_t there = row >= rows ? 0 : rows - row < tile ? rows - row : tile;
      block.each(tile * inputs, [&](std::uint32_t i) {
        a[i] = i / inputs < there ? x[std::size_t{row} * inputs + i] : 0.0F;
      });
      if (active) activate(block, a, mean, scale);
      block.each(tile / 4 * (count / 4), [&](std::uint32_t i) {
        const std::uint32_t column = i % (count / 4) * 4, first = i / (count / 4) * 4;
        multiply(w + column, count, a + first * inputs, begin + column, row + first);
      });
    }
  }

 private:
  template <class Block>
  TRACKLOOM_HD void activate(const Block& block, float* a, float* mean, float* scale) const {
    const bool norm = norm_weight != nullptr;
    if (norm) {
      block.each(tile, [&](std::uint32_t i) {
        const float* row = a + i * inputs;
        float sum = 0, squares = 0;
        for (std::uint32_t k = 0; k < inputs; ++k) sum += row[k];
        mean[i] = sum / static_cast<float>(inputs);
        for (std::uint32_t k = 0; k < inputs; ++k) {
          squares += (row[k] - mean[i]) * (row[k] - mean[i]);
        }
        scale[i] = 1 / std::sqrt(squares / static_cast<float>(inputs) + 1e-5F);
      });
    }
    block.each(tile * inputs, [&](std::uint32_t i) {
      const std::uint32_t r = i / inputs, k = i % inputs;
      const float v = norm ? (a[i] - mean[r]) * scale[r] * norm_weight[k] + norm_bias[k] : a[i];
      a[i] = v < 0 ? 0 : v;  // a NaN stays one
    });
  }

  // Four rows of four columns.
  TRACKLOOM_HD void multiply(const float* w, std::uint32_t stride, const float* a,
                             std::uint32_t column, std::uint32_t row) const {
    float sum[4][4];
    for (int i = 0; i < 4; ++i) {
      for (int j = 0; j < 4; ++j) sum[i][j] = bias[column + static_cast<std::uint32_t>(j)];
    }
    for (std::uint32_t k = 0; k < inputs; ++k) {
      const network_kernels::Four v = network_kernels::load4(w + std::size_t{k} * stride);
      TRACKLOOM_UNROLL
      for (int i = 0; i < 4; ++i) {
        const float f = a[static_cast<std::uint32_t>(i) * inputs + k];
        TRACKLOOM_UNROLL
        for (int j = 0; j < 4; ++j) sum[i][j] += f * v.v[j];
      }
    }
    for (std::uint32_t i = 0; i < 4 && row + i < rows; ++i) {
      network_kernels::store4(out + std::size_t{row + i} * outputs + column,
                              {{sum[i][0], sum[i][1], sum[i][2], sum[i][3]}});
    }
  }
};

// By hit: the network's output to its point.
struct Turn {
  const float* from;  // [hits, width]
  std::uint32_t width;
  const float* phi;
  float output_scale;
  int frames, dimensions;
  float* point;               // [hits, dimensions]
  std::uint32_t* not_finite;  // the first hit whose point is not, if it holds all ones before

  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    float* to = point + std::size_t{i} * static_cast<std::uint32_t>(dimensions);
    metric_learning::turn_point(output_scale, std::cos(phi[i]), std::sin(phi[i]), frames,
                                dimensions, from + std::size_t{i} * width, to);
    for (int d = 0; d < dimensions; ++d) {
      if (!(to[d] - to[d] == 0)) atomic_min(not_finite, i);
    }
  }
};

}  // namespace trackloom::cuda::embedding_kernels
