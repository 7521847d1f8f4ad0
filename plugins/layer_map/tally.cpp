#include "layer_map/tally.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace trackloom::layer_map {
namespace {

// 1:2:1 along one axis of a block, the edges keep their weight.
void smooth_axis(std::vector<double>& block, const std::array<int, 3>& shape, int axis) {
  const std::array<std::ptrdiff_t, 3> stride = {static_cast<std::ptrdiff_t>(shape[1]) * shape[2],
                                                shape[2], 1};
  const std::vector<double> from = block;
  const auto step = stride[static_cast<std::size_t>(axis)];
  const int length = shape[static_cast<std::size_t>(axis)];
  for (std::size_t i = 0; i < block.size(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(i) / step % length;
    const double left = at > 0 ? from[i - static_cast<std::size_t>(step)] : from[i];
    const double right = at + 1 < length ? from[i + static_cast<std::size_t>(step)] : from[i];
    block[i] = 0.25 * (left + 2 * from[i] + right);
  }
}

}  // namespace

std::vector<float> Tally::log_ratios(const std::array<int, 3>& shape,
                                     const std::array<bool, 3>& smooth) const {
  const auto block_size = static_cast<std::size_t>(shape[0]) * static_cast<std::size_t>(shape[1]) *
                          static_cast<std::size_t>(shape[2]);
  std::vector<float> result(true_.size());
  for (std::size_t start = 0; start < true_.size(); start += block_size) {
    const auto begin = static_cast<std::ptrdiff_t>(start);
    const auto end = static_cast<std::ptrdiff_t>(start + block_size);
    std::vector<double> good(true_.begin() + begin, true_.begin() + end);
    std::vector<double> bad(false_.begin() + begin, false_.begin() + end);
    const double good_sum = std::accumulate(good.begin(), good.end(), 0.0);
    const double bad_sum = std::accumulate(bad.begin(), bad.end(), 0.0);
    const double mean = (good_sum + 1) / (bad_sum + 1);
    for (int axis = 0; axis < 3; ++axis) {
      if (!smooth[static_cast<std::size_t>(axis)]) continue;
      smooth_axis(good, shape, axis);
      smooth_axis(bad, shape, axis);
    }
    for (std::size_t i = 0; i < block_size; ++i) {
      result[start + i] = static_cast<float>(std::log((good[i] + mean) / (bad[i] + 1)));
    }
  }
  return result;
}

float Tally::cut(const std::vector<float>& values, double entries) const {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return values[a] != values[b] ? values[a] > values[b] : a < b;
  });
  double kept = 0;
  float cut = 0;
  for (const std::size_t bin : order) {
    kept += static_cast<double>(true_[bin]) + static_cast<double>(false_[bin]);
    cut = values[bin];
    if (kept >= entries) break;
  }
  return cut;
}

}  // namespace trackloom::layer_map
