// Sixteen rows at a time through the tensor cores: Tile<W> is 16 rows of W fp32 sums, HalfTile<W>
// 16 rows of W halves, and tile.multiply(a, weights) adds a times a packed matrix to the sums.
//
// On a device a warp holds a tile (tile_on_device.hpp): lane l has rows l / 4 and l / 4 + 8, and of
// each the quarter [l % 4 * W / 4, (l % 4 + 1) * W / 4) of its columns, so that it reads and writes
// contiguous memory. The instruction (PTX ISA, mma.m16n8k16) would have pairs of columns eight
// apart; as the order of columns within a matrix product is free, the weights are packed for ours.
// Other compilers have the whole tile in one place (tile_on_host.hpp) and unpack the weights, which
// tests the packing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cuda/half.hpp"

namespace trackloom::cuda {

constexpr std::uint32_t tile_rows = 16;

// Rows [begin, begin + 16) of which those from `end` on do not exist: they read as zeros and are
// not written.
struct RowRange {
  std::uint32_t begin, end;
};

// A matrix in the order in which lanes read it: by 16 inputs, by 8 outputs, by lane two words of
// two halves each.
constexpr std::size_t packed_words(std::size_t inputs, std::size_t outputs) {
  return inputs / 16 * (outputs / 8) * 64;
}

// Which input and output of the matrix is half `j` of word `word` of `lane` in block (k, n).
struct PackedPlace {
  std::uint32_t input, output;
};
constexpr PackedPlace packed_place(std::uint32_t inputs, std::uint32_t outputs, std::uint32_t k,
                                   std::uint32_t n, std::uint32_t lane, std::uint32_t word,
                                   std::uint32_t j) {
  const std::uint32_t quarter = lane % 4, column = lane / 4;
  return {quarter * (inputs / 4) + 4 * k + 2 * word + j,
          column / 2 * (outputs / 4) + 2 * n + column % 2};
}

// Calls f(word, j, place) for every half of a packed matrix.
template <class F>
constexpr void for_packed(std::uint32_t inputs, std::uint32_t outputs, F&& f) {
  std::size_t at = 0;
  for (std::uint32_t k = 0; k < inputs / 16; ++k) {
    for (std::uint32_t n = 0; n < outputs / 8; ++n) {
      for (std::uint32_t lane = 0; lane < 32; ++lane) {
        for (std::uint32_t word = 0; word < 2; ++word, ++at) {
          for (std::uint32_t j = 0; j < 2; ++j) {
            f(at, j, packed_place(inputs, outputs, k, n, lane, word, j));
          }
        }
      }
    }
  }
}

// `weights` is [inputs][outputs]; inputs are a multiple of 16, outputs of 8.
inline void append_packed(const float* weights, std::uint32_t inputs, std::uint32_t outputs,
                          std::vector<std::uint32_t>& to) {
  const std::size_t begin = to.size();
  to.resize(begin + packed_words(inputs, outputs), 0);
  for_packed(inputs, outputs, [&](std::size_t word, std::uint32_t j, const PackedPlace& place) {
    const float value = weights[std::size_t{place.input} * outputs + place.output];
    to[begin + word] |= std::uint32_t{to_half(value).bits} << (16 * j);
  });
}

}  // namespace trackloom::cuda

#ifdef __CUDACC__
#include "cuda/tile_on_device.hpp"
#else
#include "cuda/tile_on_host.hpp"
#endif
