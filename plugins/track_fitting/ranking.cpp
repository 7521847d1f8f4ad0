#include "track_fitting/ranking.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace trackloom::track_fitting {

std::vector<std::uint32_t> best_first(const TrackCandidates& tracks,
                                      std::span<const std::optional<FittedTrack>> fits) {
  std::vector<std::uint32_t> order(tracks.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto quality = [&](std::uint32_t t) {
    return fits[t] ? fits[t]->chi2 / fits[t]->degrees() : std::numeric_limits<double>::max();
  };
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const std::size_t m = tracks[a].size(), n = tracks[b].size();
    return m != n ? m > n : quality(a) < quality(b);
  });
  return order;
}

}  // namespace trackloom::track_fitting
