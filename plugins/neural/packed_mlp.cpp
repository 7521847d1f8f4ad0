#include "neural/packed_mlp.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace trackloom::neural {

namespace {

constexpr double norm_epsilon = 1e-5;  // torch's default

float* zeros(Buffer<float>& buffer, std::int64_t count) {
  float* data = buffer.resize(static_cast<std::size_t>(count));
  std::fill_n(data, count, 0.0F);
  return data;
}

// Takes tensors one after the other.
class Cursor {
 public:
  explicit Cursor(std::span<const float> values) : left_(values) {}
  std::span<const float> next(std::int64_t count) {
    const auto taken = left_.first(static_cast<std::size_t>(count));
    left_ = left_.subspan(taken.size());
    return taken;
  }

 private:
  std::span<const float> left_;
};

// weight [out, in] and bias [out] of one linear layer, in double while they are folded.
struct Linear {
  std::int64_t in, out;
  std::vector<double> weight, bias;

  Linear(Cursor& cursor, std::int64_t inputs, std::int64_t outputs) : in(inputs), out(outputs) {
    const auto w = cursor.next(in * out);
    weight.assign(w.begin(), w.end());
    const auto b = cursor.next(out);
    bias.assign(b.begin(), b.end());
  }
  void fold(std::span<const double> factor, std::span<const double> shift) {
    for (std::int64_t o = 0; o < out; ++o) {
      for (std::int64_t i = 0; i < in; ++i) weight[o * in + i] *= factor[o];
      bias[o] = bias[o] * factor[o] + shift[o];
    }
  }
  void subtract_mean() {
    const auto centre = [&](double* column, std::int64_t stride) {
      double sum = 0;
      for (std::int64_t o = 0; o < out; ++o) sum += column[o * stride];
      for (std::int64_t o = 0; o < out; ++o) {
        column[o * stride] -= sum / static_cast<double>(out);
      }
    };
    for (std::int64_t i = 0; i < in; ++i) centre(weight.data() + i, in);
    centre(bias.data(), 1);
  }
  PackedMatrix pack(std::int64_t begin, std::int64_t inputs) const {
    PackedMatrix matrix(inputs, out);
    for (std::int64_t o = 0; o < out; ++o) {
      for (std::int64_t i = 0; i < inputs; ++i) {
        matrix.at(i, o) = static_cast<float>(weight[o * in + begin + i]);
      }
    }
    return matrix;
  }
};

// The norm after `linear`: what cannot be folded into it is left.
PackedActivation fold_norm(Cursor& cursor, const MlpShape& shape, Linear& linear) {
  PackedActivation activation;
  if (!shape.layer_norm) return activation;
  const auto weight = cursor.next(shape.hidden);
  const auto bias = cursor.next(shape.hidden);
  if (shape.running_statistics) {
    const auto mean = cursor.next(shape.hidden);
    const auto variance = cursor.next(shape.hidden);
    std::vector<double> factor, shift;
    for (std::int64_t h = 0; h < shape.hidden; ++h) {
      factor.push_back(weight[h] / std::sqrt(variance[h] + norm_epsilon));
      shift.push_back(bias[h] - mean[h] * factor.back());
    }
    linear.fold(factor, shift);
    return activation;
  }
  linear.subtract_mean();
  activation.norm = true;
  std::copy(weight.begin(), weight.end(), zeros(activation.scale, padded(shape.hidden)));
  std::copy(bias.begin(), bias.end(), zeros(activation.shift, padded(shape.hidden)));
  return activation;
}

}  // namespace

PackedMatrix::PackedMatrix(std::int64_t row_count, std::int64_t column_count)
    : rows(row_count), columns(padded(column_count)) {
  zeros(data, rows * columns);
}

namespace {

// To the nearest, ties to even.
std::uint16_t bf16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if (std::isnan(value)) return static_cast<std::uint16_t>(bits >> 16 | 0x40);
  return static_cast<std::uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

}  // namespace

void PackedMatrix::round(Rounding rounding) {
  const bool int8 = rounding == Rounding::int8;
  const std::int64_t group = int8 ? 4 : 2;
  word_rows = (rows + group - 1) / group;
  std::uint32_t* to = words.resize(static_cast<std::size_t>(word_rows * columns));
  std::fill_n(to, word_rows * columns, 0U);
  const auto put = [&](std::int64_t row, std::int64_t column, std::uint32_t number) {
    to[(column / panel * word_rows + row / group) * panel + column % panel] |=
        number << (row % group * (32 / group));
  };
  if (!int8) {
    for (std::int64_t column = 0; column < columns; ++column) {
      for (std::int64_t row = 0; row < rows; ++row) put(row, column, bf16(at(row, column)));
    }
    return;
  }
  float* step = zeros(column_step, columns);
  float* sum = zeros(column_sum, columns);
  for (std::int64_t column = 0; column < columns; ++column) {
    float most = 0;
    for (std::int64_t row = 0; row < rows; ++row) most = std::max(most, std::abs(at(row, column)));
    if (most == 0) continue;
    step[column] = most / 127;
    for (std::int64_t row = 0; row < rows; ++row) {
      const auto integer = static_cast<std::int32_t>(std::lround(at(row, column) / step[column]));
      put(row, column, static_cast<std::uint8_t>(integer));
      sum[column] += step[column] * static_cast<float>(integer);
    }
  }
}

namespace {

// Makes the activations numbers from 0 to 255, and the matrix after them such that nothing else
// changes: f z, with f the inverse root of the mean square, cannot exceed the root of their number.
void scale_to_bytes(PackedActivation& activation, std::int64_t hidden, PackedMatrix& after,
                    bool column) {
  const float reach = std::min(6.0F, std::sqrt(static_cast<float>(hidden)));
  for (std::int64_t h = 0; h < hidden; ++h) {
    float& scale = activation.scale.data()[h];
    float& shift = activation.shift.data()[h];
    const float most = reach * std::abs(scale) + shift;
    if (!(most > 0)) continue;  // always 0
    scale *= 255 / most;
    shift *= 255 / most;
    for (std::int64_t c = 0; c < (column ? 1 : after.columns); ++c) {
      (column ? after.data.data()[h] : after.at(h, c)) *= most / 255;
    }
  }
}

}  // namespace

void PackedMlp::round(Rounding rounding, std::size_t features) {
  for (std::size_t l = 0; l < activations.size() && rounding == Rounding::int8; ++l) {
    const bool ends = l == inner.size();
    if (activations[l].norm) {
      scale_to_bytes(activations[l], hidden, ends ? last : inner[l], ends && out == 1);
    }
  }
  for (std::size_t part = 0; part < std::min(features, first.size()); ++part) {
    first[part].round(rounding);
  }
  for (PackedMatrix& matrix : inner) matrix.round(rounding);
  if (out != 1) last.round(rounding);
}

PackedMlp::PackedMlp(const MlpShape& shape, std::span<const float> parameters,
                     std::span<const std::int64_t> parts)
    : hidden(shape.hidden),
      out(shape.out),
      width(padded(shape.hidden)),
      out_width(shape.out == 1 ? 1 : padded(shape.out)),
      last(padded(shape.hidden), shape.out) {
  Cursor cursor(parameters);
  for (std::int64_t l = 0; l < shape.hidden_layers; ++l) {
    Linear linear(cursor, l == 0 ? shape.in : hidden, hidden);
    activations.push_back(fold_norm(cursor, shape, linear));
    if (l > 0) inner.push_back(linear.pack(0, hidden));
    std::int64_t begin = 0;
    for (const std::int64_t part : l == 0 ? parts : std::span<const std::int64_t>()) {
      first.push_back(linear.pack(begin, part));
      begin += part;
    }
    float* values = zeros(bias.emplace_back(), width);
    for (std::int64_t h = 0; h < hidden; ++h) values[h] = static_cast<float>(linear.bias[h]);
  }
  const Linear linear(cursor, hidden, out);
  last = linear.pack(0, hidden);
  if (out == 1) {  // a column: [width]
    float* column = zeros(last.data, width);
    for (std::int64_t h = 0; h < hidden; ++h) column[h] = static_cast<float>(linear.weight[h]);
  }
  float* values = zeros(last_bias, out_width);
  for (std::int64_t o = 0; o < out; ++o) values[o] = static_cast<float>(linear.bias[o]);
}

std::size_t parameter_count(const MlpShape& shape) {
  std::vector<ParameterSpec> specs;
  append_mlp(specs, "mlp", shape);
  return parameter_count(specs);
}

}  // namespace trackloom::neural
