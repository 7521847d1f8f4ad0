#include "track_building/track_writer.hpp"

#include <algorithm>
#include <numeric>

namespace trackloom::track_building {

void TrackWriter::write(TrackCandidates& out) const {
  std::vector<std::uint32_t> order(tracks_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const std::uint32_t first_a = tracks_.hit[tracks_.first[a]];
    const std::uint32_t first_b = tracks_.hit[tracks_.first[b]];
    return first_a != first_b ? first_a < first_b : a < b;
  });
  out.clear();
  out.hit.reserve(tracks_.hit.size());
  out.first.reserve(tracks_.size() + 1);
  for (const std::uint32_t t : order) out.push_back(tracks_[t]);
}

void write_components(UnionFind& sets, const Hits& hits, std::uint32_t min_hits,
                      TrackCandidates& out) {
  const std::uint32_t count = sets.size();
  std::vector<std::uint32_t> root(count), first(count + 1, 0), member(count);
  std::vector<float> distance(count);
  for (std::uint32_t n = 0; n < count; ++n) {
    root[n] = sets.find(n);
    ++first[root[n] + 1];
    distance[n] = hits.r[n] * hits.r[n] + hits.z[n] * hits.z[n];
  }
  for (std::uint32_t n = 0; n < count; ++n) first[n + 1] += first[n];
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  for (std::uint32_t n = 0; n < count; ++n) member[next[root[n]]++] = n;

  TrackWriter writer;
  for (std::uint32_t n = 0; n < count; ++n) {
    if (first[n + 1] - first[n] < min_hits) continue;
    const std::span<std::uint32_t> track(member.data() + first[n], member.data() + first[n + 1]);
    std::sort(track.begin(), track.end(), [&](std::uint32_t a, std::uint32_t b) {
      return distance[a] != distance[b] ? distance[a] < distance[b] : a < b;
    });
    writer.add(track);
  }
  writer.write(out);
}

}  // namespace trackloom::track_building
