#include "cuda/half_network_weights.hpp"

#include "cuda/tile.hpp"

namespace trackloom::cuda {
namespace {

constexpr std::uint32_t most_features = 16;  // check_features lets no more pass

// [rows][columns] with rows of zeros up to `to_rows`.
void append_padded(const float* weights, std::uint32_t rows, std::uint32_t columns,
                   std::uint32_t to_rows, std::vector<std::uint32_t>& to) {
  std::vector<float> wide(weights, weights + std::size_t{rows} * columns);
  wide.resize(std::size_t{to_rows} * columns, 0.0F);
  append_packed(wide.data(), to_rows, columns, to);
}

}  // namespace

PackedHalfMlp pack_half(const PackedMlp& mlp, std::uint32_t hidden, bool features) {
  PackedHalfMlp half;
  const float* w = mlp.weights.data();
  const auto take = [&](std::size_t count) {
    const float* begin = w;
    w += count;
    return begin;
  };
  const auto take_vector = [&](std::uint32_t count) {
    const float* begin = take(count);
    half.vectors.insert(half.vectors.end(), begin, begin + count);
  };
  for (std::size_t d = 0; d < mlp.width.size(); ++d) {
    const std::uint32_t width = mlp.width[d];
    const bool feature = features && d == 0;
    append_padded(take(std::size_t{width} * hidden), width, hidden, feature ? most_features : width,
                  half.matrices);
    if (feature) {
      half.feature_width = width;
    } else {
      ++half.dense_count;
    }
  }
  take_vector(hidden);
  for (std::uint32_t layer = 1;; ++layer) {
    if (mlp.layer_norm) take_vector(2 * hidden);
    const bool last = layer == mlp.hidden_layers;
    if (last && mlp.out == 1) {
      take_vector(hidden + 1);
      break;
    }
    append_packed(take(std::size_t{hidden} * hidden), hidden, hidden, half.matrices);
    take_vector(hidden);
    if (last) break;
  }
  half.vectors.resize((half.vectors.size() + 3) / 4 * 4, 0.0F);
  for (std::size_t at = 0; at < mlp.products.size(); at += std::size_t{hidden} * hidden) {
    append_packed(mlp.products.data() + at, hidden, hidden, half.products);
  }
  return half;
}

}  // namespace trackloom::cuda
