#include "gnn/hough_weight.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace trackloom::gnn {

void hough_weight(std::size_t edges, std::size_t stride, float* out) {
  constexpr std::array<float, 4> cell = {0.02F, 0.02F, 0.005F, 0.25F};
  std::vector<std::pair<std::uint64_t, std::uint32_t>> votes(edges);  // cell, edge
  for (std::size_t i = 0; i < edges; ++i) {
    std::uint64_t key = 0;
    for (std::size_t k = 0; k < cell.size(); ++k) {
      // The parameters are in +-10: at most 1000 cells either way.
      const auto place = static_cast<std::int64_t>(std::floor(out[i * stride + k] / cell[k]));
      key = key << 16 | static_cast<std::uint64_t>(place + 0x4000);
    }
    votes[i] = {key, static_cast<std::uint32_t>(i)};
  }
  std::sort(votes.begin(), votes.end());
  for (std::size_t begin = 0, end = 0; begin < edges; begin = end) {
    while (end < edges && votes[end].first == votes[begin].first) ++end;
    const float weight = std::log(static_cast<float>(end - begin)) / 4;
    for (std::size_t i = begin; i < end; ++i) out[votes[i].second * stride + cell.size()] = weight;
  }
}

}  // namespace trackloom::gnn
