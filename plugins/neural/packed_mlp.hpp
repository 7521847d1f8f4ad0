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

enum class Rounding { bf16, int8 };

// A matrix for row vectors, y += x M: [columns / 16][rows][16], so that a product reads it from
// one end to the other.
struct PackedMatrix {
  std::int64_t rows = 0, columns = 0;  // columns: padded
  Buffer<float> data;
  // Rounded for the kernels of forward_rounded.hpp, by round(): [columns / 16][word_rows][16],
  // where a word holds two rows in bf16 or four in int8, zeros where there is none. A column of
  // int8 is column_step times its integers, whose sum times column_step is column_sum.
  Buffer<std::uint32_t> words;
  std::int64_t word_rows = 0;
  Buffer<float> column_step, column_sum;

  PackedMatrix(std::int64_t rows, std::int64_t columns);
  float& at(std::int64_t row, std::int64_t column) {
    return data.data()[(column / panel * rows + row) * panel + column % panel];
  }
  void round(Rounding rounding);
  bool is_rounded() const { return word_rows > 0; }
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

  // Rounds all matrices, for int8 with the steps of normed activations in them, but a last one of
  // one column and the first layer's parts from `features` on, which stay fp32.
  void round(Rounding rounding, std::size_t features);

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
