// tile.hpp for a host compiler: the whole tile in one place.
#pragma once

#include <cmath>

namespace trackloom::cuda {

template <int W>
struct HalfTile {
  float a[tile_rows][W];

  void load(const Half* rows, const RowRange& at) {
    for (std::uint32_t i = 0; i < tile_rows; ++i) {
      for (std::uint32_t c = 0; c < W; ++c) {
        const std::size_t row = at.begin + i;
        a[i][c] = row < at.end ? to_float(rows[row * W + c]) : 0.0F;
      }
    }
  }
  void load(const float* rows, std::uint32_t width, const RowRange& at) {
    for (std::uint32_t i = 0; i < tile_rows; ++i) {
      for (std::uint32_t c = 0; c < W; ++c) {
        const std::size_t row = at.begin + i;
        a[i][c] = row < at.end && c < width ? to_float(to_half(rows[row * width + c])) : 0.0F;
      }
    }
  }
};

template <int W>
struct Tile {
  float v[tile_rows][W];

  void fill(const float* row) {
    each([&](std::uint32_t i, std::uint32_t c) { v[i][c] = row[c]; });
  }
  void clear() {
    each([&](std::uint32_t i, std::uint32_t c) { v[i][c] = 0; });
  }
  template <int K>
  void multiply(const HalfTile<K>& in, const std::uint32_t* weights) {
    for_packed(K, W, [&](std::size_t word, std::uint32_t j, const PackedPlace& place) {
      const float w = to_float(Half{static_cast<std::uint16_t>(weights[word] >> (16 * j))});
      for (std::uint32_t i = 0; i < tile_rows; ++i) v[i][place.output] += in.a[i][place.input] * w;
    });
  }
  void add(const Half* rows, const std::uint32_t* index, const RowRange& at) {
    for (std::uint32_t i = 0; i < tile_rows && at.begin + i < at.end; ++i) {
      const std::size_t row = index == nullptr ? at.begin + i : index[at.begin + i];
      for (std::uint32_t c = 0; c < W; ++c) v[i][c] += to_float(rows[row * W + c]);
    }
  }
  void normalise(const float* gain, const float* shift) {
    for (auto& row : v) {
      float sum = 0, squares = 0;
      for (const float x : row) sum += x;
      const float mean = sum / W;
      for (const float x : row) squares += (x - mean) * (x - mean);
      const float scale = 1 / std::sqrt(squares / W + 1e-5F);
      for (std::uint32_t c = 0; c < W; ++c) row[c] = (row[c] - mean) * scale * gain[c] + shift[c];
    }
  }
  void rectify() {
    each([&](std::uint32_t i, std::uint32_t c) { v[i][c] = v[i][c] > 0 ? v[i][c] : 0; });
  }
  HalfTile<W> halves() const {
    HalfTile<W> result;
    each([&](std::uint32_t i, std::uint32_t c) { result.a[i][c] = to_float(to_half(v[i][c])); });
    return result;
  }
  void store(Half* rows, const RowRange& at) const {
    for (std::uint32_t i = 0; i < tile_rows && at.begin + i < at.end; ++i) {
      for (std::uint32_t c = 0; c < W; ++c) {
        rows[static_cast<std::size_t>(at.begin + i) * W + c] = to_half(v[i][c]);
      }
    }
  }
  void store_dot(const float* weights, float bias, float* to, const RowRange& at) const {
    for (std::uint32_t i = 0; i < tile_rows && at.begin + i < at.end; ++i) {
      float sum = 0;
      for (std::uint32_t c = 0; c < W; ++c) sum += v[i][c] * weights[c];
      to[at.begin + i] = sum + bias;
    }
  }

 private:
  template <class F>
  static void each(F&& f) {
    for (std::uint32_t i = 0; i < tile_rows; ++i) {
      for (std::uint32_t c = 0; c < W; ++c) f(i, c);
    }
  }
};

}  // namespace trackloom::cuda
