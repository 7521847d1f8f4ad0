#include "track_fitting/track_list.hpp"

#include <algorithm>

namespace trackloom::track_fitting {

void write(const TrackList& rows, TrackCandidates& out) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].empty()) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return rows[a].front() < rows[b].front();
  });
  out.clear();
  for (const std::uint32_t i : order) out.push_back(rows[i]);
}

}  // namespace trackloom::track_fitting
