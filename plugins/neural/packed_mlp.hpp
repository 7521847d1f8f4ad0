// The weights of an MLP, laid out once for the forward kernel (forward.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "neural/buffer.hpp"
#include "neural/parameters.hpp"

namespace trackloom::neural {

// Columns are padded with zeros to panels of 16: one cache line, whole vectors of any CPU.
constexpr std::int64_t panel = 16;
constexpr std::int64_t padded(std::int64_t width) {
  return (width + panel - 1) / panel * panel;
}

// A matrix for row vectors, y += x M: [columns / 16][rows][16], so that a product reads it from
// one end to the other.
struct PackedMatrix {
  std::int64_t rows = 0, columns = 0;  // columns: padded
  Buffer<float> data;
  // In bf16 for forward_bf16(), by round_to_bf16(): [columns / 16][pair_rows][16][2], two rows side
  // by side; the last row is followed by zeros where there is none to pair it with.
  Buffer<std::uint16_t> pairs;

  PackedMatrix(std::int64_t rows, std::int64_t columns);
  float& at(std::int64_t row, std::int64_t column) {
    return data.data()[(column / panel * rows + row) * panel + column % panel];
  }
  std::int64_t pair_rows() const { return (rows + 1) / 2; }
  void round_to_bf16();
  bool is_rounded() const { return pairs.data() != nullptr; }
};

// A hidden layer after its products: relu(z), or relu(z / sqrt(mean square of z + 1e-5) * scale +
// shift) with layer norm.
struct PackedActivation {
  bool norm = false;
  Buffer<float> scale, shift;  // [padded hidden]
};

// Normalisation is folded as far as it goes: batch norm with its running statistics goes into the
// layer before it; of layer norm, the subtraction of the mean does, which is linear (z - mean(z) =
// (1 - 1 1^T / H) z).
struct PackedMlp {
  // `shape` and `parameters` as append_mlp lays them out; `parts` are the widths of the inputs that
  // the first layer reads side by side.
  PackedMlp(const MlpShape& shape, std::span<const float> parameters,
            std::span<const std::int64_t> parts);

  // Makes the pairs of all matrices but a last one of one column and the first layer's parts from
  // `features` on, which stay fp32.
  void round_to_bf16(std::size_t features);

  std::int64_t hidden, out;
  std::int64_t width;                         // padded hidden
  std::int64_t out_width;                     // padded out; 1 where out is 1
  std::vector<PackedMatrix> first;            // one per part
  std::vector<PackedMatrix> inner;            // between hidden layers
  std::vector<Buffer<float>> bias;            // of the hidden layers, [width]
  std::vector<PackedActivation> activations;  // of the hidden layers
  PackedMatrix last;                          // out == 1: data is the column, [width]
  Buffer<float> last_bias;                    // [out_width]
};

// Numbers of an MLP of this shape in the layout of append_mlp.
std::size_t parameter_count(const MlpShape& shape);

}  // namespace trackloom::neural
