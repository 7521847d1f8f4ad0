#include "gnn/used_nodes.hpp"

#include <algorithm>

namespace trackloom::gnn {

std::int64_t keep_used_nodes(std::int64_t nodes, std::int64_t width, std::vector<float>& features,
                             std::span<std::int32_t> source, std::span<std::int32_t> target,
                             std::vector<std::int32_t>& row) {
  row.assign(static_cast<std::size_t>(nodes), 0);
  for (const std::int32_t n : source) row[n] = 1;
  for (const std::int32_t n : target) row[n] = 1;
  std::int32_t kept = 0;
  for (std::int64_t n = 0; n < nodes; ++n) {
    if (row[n] == 0) continue;
    if (kept < n) {
      std::copy_n(features.begin() + n * width, width, features.begin() + kept * width);
    }
    row[n] = kept++;
  }
  features.resize(static_cast<std::size_t>(kept * width));
  for (std::int32_t& n : source) n = row[n];
  for (std::int32_t& n : target) n = row[n];
  return kept;
}

}  // namespace trackloom::gnn
