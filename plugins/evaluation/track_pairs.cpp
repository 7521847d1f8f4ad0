#include "evaluation/track_pairs.hpp"

#include <stdexcept>
#include <string>

namespace trackloom::evaluation {
namespace {

void check(const TrackCandidates& tracks, std::size_t hits) {
  std::vector<std::uint32_t> last(hits, 0);  // track that named the hit last, + 1
  for (std::uint32_t t = 0; t < tracks.size(); ++t) {
    for (const std::uint32_t hit : tracks[t]) {
      if (hit >= hits) {
        throw std::runtime_error("a track names hit row " + std::to_string(hit) +
                                 " but the event has " + std::to_string(hits) + " hits");
      }
      if (last[hit] == t + 1) {
        throw std::runtime_error("a track names hit row " + std::to_string(hit) + " twice");
      }
      last[hit] = t + 1;
    }
  }
}

// Tracks of every hit: those of hit h are track[first[h]] ... track[first[h + 1] - 1].
struct TracksOfHits {
  std::vector<std::uint32_t> first, track;

  TracksOfHits(const TrackCandidates& tracks, std::size_t hits)
      : first(hits + 1, 0), track(tracks.hit.size()) {
    for (const std::uint32_t hit : tracks.hit) ++first[hit + 1];
    for (std::size_t h = 0; h < hits; ++h) first[h + 1] += first[h];
    std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
    for (std::uint32_t t = 0; t < tracks.size(); ++t) {
      for (const std::uint32_t hit : tracks[t]) track[next[hit]++] = t;
    }
  }
};

}  // namespace

TrackPairs match_pairs(const TrackCandidates& first, const TrackCandidates& second,
                       std::size_t hits) {
  check(first, hits);
  check(second, hits);
  const TracksOfHits of_hits(second, hits);
  TrackPairs pairs{std::vector<char>(first.size(), 0), std::vector<char>(second.size(), 0)};
  std::vector<std::uint32_t> shared(second.size(), 0), seen;
  for (std::size_t t = 0; t < first.size(); ++t) {
    for (const std::uint32_t hit : first[t]) {
      for (std::uint32_t i = of_hits.first[hit]; i < of_hits.first[hit + 1]; ++i) {
        if (shared[of_hits.track[i]]++ == 0) seen.push_back(of_hits.track[i]);
      }
    }
    for (const std::uint32_t other : seen) {
      if (2 * shared[other] > first[t].size() && 2 * shared[other] > second[other].size()) {
        pairs.first[t] = pairs.second[other] = 1;
      }
      shared[other] = 0;
    }
    seen.clear();
  }
  return pairs;
}

}  // namespace trackloom::evaluation
