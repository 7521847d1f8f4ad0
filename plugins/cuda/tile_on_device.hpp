// tile.hpp for nvcc. All lanes of a warp call together.
#pragma once

namespace trackloom::cuda {

namespace detail {

__device__ inline std::uint32_t tile_lane() {
  return threadIdx.x & 31U;
}

__device__ inline std::uint32_t pack(float low, float high) {
  return std::uint32_t{to_half(low).bits} | std::uint32_t{to_half(high).bits} << 16;
}

__device__ inline void unpack(std::uint32_t word, float& low, float& high) {
  low = to_float(Half{static_cast<std::uint16_t>(word & 0xFFFFU)});
  high = to_float(Half{static_cast<std::uint16_t>(word >> 16)});
}

// `count` words, 2 or a multiple of 4, as wide as the hardware reads.
template <int Count>
__device__ inline void read_words(const std::uint32_t* from, std::uint32_t (&to)[Count]) {
  if constexpr (Count == 2) {
    const uint2 two = *reinterpret_cast<const uint2*>(from);
    to[0] = two.x;
    to[1] = two.y;
  } else {
#pragma unroll
    for (int i = 0; i < Count; i += 4) {
      const uint4 four = *reinterpret_cast<const uint4*>(from + i);
      to[i] = four.x;
      to[i + 1] = four.y;
      to[i + 2] = four.z;
      to[i + 3] = four.w;
    }
  }
}

template <int Count>
__device__ inline void write_words(std::uint32_t* to, const std::uint32_t (&from)[Count]) {
  if constexpr (Count == 2) {
    *reinterpret_cast<uint2*>(to) = make_uint2(from[0], from[1]);
  } else {
#pragma unroll
    for (int i = 0; i < Count; i += 4) {
      *reinterpret_cast<uint4*>(to + i) =
          make_uint4(from[i], from[i + 1], from[i + 2], from[i + 3]);
    }
  }
}

// The lane's quarter of row `row` of [rows][W] halves.
template <int W>
__device__ inline std::uint32_t* quarter(const Half* rows, std::uint32_t row) {
  return reinterpret_cast<std::uint32_t*>(
             const_cast<Half*>(rows + static_cast<std::size_t>(row) * W)) +
         (tile_lane() & 3U) * (W / 8);
}

__device__ inline std::uint32_t lane_row(const RowRange& at, int half) {
  return at.begin + (tile_lane() >> 2) + 8U * static_cast<std::uint32_t>(half);
}

}  // namespace detail

template <int W>
struct HalfTile {
  std::uint32_t a[W / 16][4];

  // Rows of [rows][W] halves.
  __device__ void load(const Half* rows, const RowRange& at) {
#pragma unroll
    for (int r = 0; r < 2; ++r) {
      std::uint32_t words[W / 8] = {};
      const std::uint32_t row = detail::lane_row(at, r);
      if (row < at.end) detail::read_words(detail::quarter<W>(rows, row), words);
#pragma unroll
      for (int k = 0; k < W / 16; ++k) {
        a[k][r] = words[2 * k];
        a[k][r + 2] = words[2 * k + 1];
      }
    }
  }
  // Rows of [rows][width] floats; columns from `width`, a multiple of 4 up to W, on are zeros.
  __device__ void load(const float* rows, std::uint32_t width, const RowRange& at) {
    constexpr int mine = W / 4;
#pragma unroll
    for (int r = 0; r < 2; ++r) {
      const std::uint32_t row = detail::lane_row(at, r);
#pragma unroll
      for (int k = 0; k < W / 16; ++k) {
        const std::uint32_t column =
            (detail::tile_lane() & 3U) * mine + 4U * static_cast<std::uint32_t>(k);
        float4 f = make_float4(0, 0, 0, 0);
        if (row < at.end && column < width) {
          f = *reinterpret_cast<const float4*>(rows + static_cast<std::size_t>(row) * width +
                                               column);
        }
        a[k][r] = detail::pack(f.x, f.y);
        a[k][r + 2] = detail::pack(f.z, f.w);
      }
    }
  }
};

template <int W>
struct Tile {
  static constexpr int mine = W / 4;  // columns of a lane
  float v[2][mine];

  __device__ static std::uint32_t column() { return (detail::tile_lane() & 3U) * mine; }

  // Every row the same.
  __device__ void fill(const float* row) {
#pragma unroll
    for (int c = 0; c < mine; c += 4) {
      const float4 f = *reinterpret_cast<const float4*>(row + column() + c);
      v[0][c] = v[1][c] = f.x;
      v[0][c + 1] = v[1][c + 1] = f.y;
      v[0][c + 2] = v[1][c + 2] = f.z;
      v[0][c + 3] = v[1][c + 3] = f.w;
    }
  }
  __device__ void clear() {
#pragma unroll
    for (int c = 0; c < mine; ++c) v[0][c] = v[1][c] = 0;
  }
  template <int K>
  __device__ void multiply(const HalfTile<K>& in, const std::uint32_t* weights) {
    const uint2* w = reinterpret_cast<const uint2*>(weights) + detail::tile_lane();
#pragma unroll
    for (int k = 0; k < K / 16; ++k) {
#pragma unroll
      for (int n = 0; n < W / 8; ++n, w += 32) {
        const uint2 b = *w;
        asm volatile(
            "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, "
            "{%8,%9}, {%0,%1,%2,%3};"
            : "+f"(v[0][2 * n]), "+f"(v[0][2 * n + 1]), "+f"(v[1][2 * n]), "+f"(v[1][2 * n + 1])
            : "r"(in.a[k][0]), "r"(in.a[k][1]), "r"(in.a[k][2]), "r"(in.a[k][3]), "r"(b.x),
              "r"(b.y));
      }
    }
  }
  // Adds row at[i] of [.][W] halves to row i; without `index`, row i.
  __device__ void add(const Half* rows, const std::uint32_t* index, const RowRange& at) {
#pragma unroll
    for (int r = 0; r < 2; ++r) {
      const std::uint32_t row = detail::lane_row(at, r);
      if (row >= at.end) continue;
      std::uint32_t words[W / 8];
      detail::read_words(detail::quarter<W>(rows, index == nullptr ? row : index[row]), words);
#pragma unroll
      for (int i = 0; i < W / 8; ++i) {
        float low, high;
        detail::unpack(words[i], low, high);
        v[r][2 * i] += low;
        v[r][2 * i + 1] += high;
      }
    }
  }
  // Layer norm of every row.
  __device__ void normalise(const float* gain, const float* shift) {
#pragma unroll
    for (int r = 0; r < 2; ++r) {
      float sum = 0;
#pragma unroll
      for (int c = 0; c < mine; ++c) sum += v[r][c];
      const float mean = over_row(sum) / W;
      float squares = 0;
#pragma unroll
      for (int c = 0; c < mine; ++c) squares += (v[r][c] - mean) * (v[r][c] - mean);
      const float scale = rsqrtf(over_row(squares) / W + 1e-5F);
#pragma unroll
      for (int c = 0; c < mine; ++c) {
        v[r][c] = (v[r][c] - mean) * scale * gain[column() + c] + shift[column() + c];
      }
    }
  }
  __device__ void rectify() {
#pragma unroll
    for (int c = 0; c < mine; ++c) {
      v[0][c] = v[0][c] > 0 ? v[0][c] : 0;
      v[1][c] = v[1][c] > 0 ? v[1][c] : 0;
    }
  }
  __device__ HalfTile<W> halves() const {
    HalfTile<W> result;
#pragma unroll
    for (int k = 0; k < W / 16; ++k) {
#pragma unroll
      for (int r = 0; r < 2; ++r) {
        result.a[k][r] = detail::pack(v[r][4 * k], v[r][4 * k + 1]);
        result.a[k][r + 2] = detail::pack(v[r][4 * k + 2], v[r][4 * k + 3]);
      }
    }
    return result;
  }
  // To [rows][W] halves.
  __device__ void store(Half* rows, const RowRange& at) const {
#pragma unroll
    for (int r = 0; r < 2; ++r) {
      const std::uint32_t row = detail::lane_row(at, r);
      if (row >= at.end) continue;
      std::uint32_t words[W / 8];
#pragma unroll
      for (int i = 0; i < W / 8; ++i) words[i] = detail::pack(v[r][2 * i], v[r][2 * i + 1]);
      detail::write_words(detail::quarter<W>(rows, row), words);
    }
  }
  // to[row] = row . weights + bias
  __device__ void store_dot(const float* weights, float bias, float* to, const RowRange& at) const {
#pragma unroll
    for (int r = 0; r < 2; ++r) {
      float sum = 0;
#pragma unroll
      for (int c = 0; c < mine; ++c) sum += v[r][c] * weights[column() + c];
      sum = over_row(sum) + bias;
      const std::uint32_t row = detail::lane_row(at, r);
      if (row < at.end && (detail::tile_lane() & 3U) == 0) to[row] = sum;
    }
  }

 private:
  // The four lanes of a row.
  __device__ static float over_row(float value) {
    value += __shfl_xor_sync(0xFFFFFFFFU, value, 1);
    return value + __shfl_xor_sync(0xFFFFFFFFU, value, 2);
  }
};

}  // namespace trackloom::cuda
