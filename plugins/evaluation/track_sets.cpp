#include "evaluation/track_sets.hpp"

#include <algorithm>
#include <map>

namespace trackloom::evaluation {
namespace {

// Track of every hit, where each hit is in at most one track; of several the last.
std::vector<std::uint32_t> owner_of_hits(const TrackCandidates& tracks, std::uint32_t hits) {
  std::vector<std::uint32_t> owner(hits, 0xFFFFFFFF);
  for (std::uint32_t t = 0; t < tracks.size(); ++t) {
    for (const std::uint32_t h : tracks[t]) owner[h] = t;
  }
  return owner;
}

std::uint32_t hit_count(const TrackCandidates& tracks) {
  const auto largest = std::max_element(tracks.hit.begin(), tracks.hit.end());
  return largest == tracks.hit.end() ? 0 : *largest + 1;
}

}  // namespace

std::uint64_t hit_set_hash(std::span<const std::uint32_t> hits) noexcept {
  std::uint64_t sum = hits.size();
  for (const std::uint32_t h : hits) {
    std::uint64_t x = h + 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    sum += x ^ (x >> 31);
  }
  return sum;
}

void TrackAgreement::add(const TrackCandidates& a, const TrackCandidates& b) {
  const auto owner = owner_of_hits(b, std::max(hit_count(a), hit_count(b)));
  std::uint64_t met = 0;
  std::map<std::uint32_t, std::uint32_t> shared;
  for (std::uint32_t t = 0; t < a.size(); ++t) {
    shared.clear();
    for (const std::uint32_t h : a[t]) {
      if (owner[h] != 0xFFFFFFFF) ++shared[owner[h]];
    }
    bool found = false;
    for (const auto& [other, count] : shared) {
      if (2 * count <= a[t].size() || 2 * count <= b[other].size()) continue;
      const bool same = count == a[t].size() && count == b[other].size();
      ++(same ? identical : alike);
      ++met;
      found = true;
      break;
    }
    if (!found) ++only_a;
  }
  only_b += b.size() - std::min<std::uint64_t>(met, b.size());
}

}  // namespace trackloom::evaluation
