// A grid as a rival of PointTree: cells as wide as the radius along the three dimensions with the
// largest spread, points sorted by cell, all dimensions compared within the 27 cells around.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "metric_learning/point_tree.hpp"

namespace trackloom::bench {

class GridSearch {
 public:
  GridSearch(std::span<const float> points, std::size_t dimensions, float radius)
      : dimensions_(dimensions), radius_(radius) {
    const std::size_t count = points.size() / dimensions;
    std::vector<std::pair<float, std::size_t>> spread;
    std::vector<float> low(dimensions), high(dimensions);
    for (std::size_t d = 0; d < dimensions; ++d) {
      low[d] = high[d] = points[d];
      for (std::size_t i = 0; i < count; ++i) {
        low[d] = std::min(low[d], points[i * dimensions + d]);
        high[d] = std::max(high[d], points[i * dimensions + d]);
      }
      spread.emplace_back(low[d] - high[d], d);
    }
    std::sort(spread.begin(), spread.end());
    for (std::size_t k = 0; k < 3; ++k) {
      axis_[k] = spread[k].second;
      low_[k] = low[axis_[k]];
      // Beyond 200 cells along an axis the table would not fit the cache.
      width_[k] = std::max(radius, -spread[k].first / 200);
      cells_[k] = static_cast<int>((high[axis_[k]] - low_[k]) / width_[k]) + 1;
    }
    first_.assign(static_cast<std::size_t>(cells_[0]) * cells_[1] * cells_[2] + 1, 0);
    std::vector<std::uint32_t> cell(count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto at = place(points.data() + i * dimensions);
      cell[i] = index(at[0], at[1], at[2]);
      ++first_[cell[i] + 1];
    }
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    row_.resize(count);
    sorted_.resize(points.size());
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t to = next[cell[i]]++;
      row_[to] = i;
      std::copy_n(points.data() + i * dimensions, dimensions, sorted_.data() + to * dimensions);
    }
  }

  // Pairs within the radius, each counted from both ends, a point with itself too.
  std::size_t count_all(std::vector<metric_learning::Neighbour>& out) const {
    std::size_t pairs = 0;
    for (std::size_t i = 0; i < row_.size(); ++i) pairs += within(i, out);
    return pairs;
  }

 private:
  std::array<int, 3> place(const float* point) const {
    std::array<int, 3> at{};
    for (std::size_t k = 0; k < 3; ++k) {
      at[k] = static_cast<int>((point[axis_[k]] - low_[k]) / width_[k]);
    }
    return at;
  }
  std::uint32_t index(int a, int b, int c) const {
    return static_cast<std::uint32_t>((a * cells_[1] + b) * cells_[2] + c);
  }
  std::size_t within(std::size_t i, std::vector<metric_learning::Neighbour>& out) const {
    const float* point = sorted_.data() + i * dimensions_;
    const auto at = place(point);
    const float limit = radius_ * radius_;
    out.clear();
    for (int a = std::max(0, at[0] - 1); a <= std::min(cells_[0] - 1, at[0] + 1); ++a) {
      for (int b = std::max(0, at[1] - 1); b <= std::min(cells_[1] - 1, at[1] + 1); ++b) {
        const int c0 = std::max(0, at[2] - 1);
        const int c1 = std::min(cells_[2] - 1, at[2] + 1);
        for (std::uint32_t j = first_[index(a, b, c0)]; j < first_[index(a, b, c1) + 1]; ++j) {
          float sum = 0;
          for (std::size_t d = 0; d < dimensions_ && sum <= limit; ++d) {
            const float gap = sorted_[j * dimensions_ + d] - point[d];
            sum += gap * gap;
          }
          if (sum <= limit) out.push_back({sum, row_[j]});
        }
      }
    }
    return out.size();
  }

  std::size_t dimensions_;
  float radius_;
  std::array<std::size_t, 3> axis_{};
  std::array<float, 3> low_{}, width_{};
  std::array<int, 3> cells_{};
  std::vector<std::uint32_t> first_, row_;
  std::vector<float> sorted_;
};

}  // namespace trackloom::bench
