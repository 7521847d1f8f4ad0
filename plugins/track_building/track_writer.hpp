// Collects tracks and writes them in the order that TrackCandidates promises.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "event_data/union_find.hpp"

namespace trackloom::track_building {

class TrackWriter {
 public:
  // Hits innermost first, at least one.
  void add(std::span<const std::uint32_t> hits) { tracks_.push_back(hits); }
  const TrackCandidates& tracks() const noexcept { return tracks_; }
  // Replaces `out` by the tracks added, ordered by their first hit.
  void write(TrackCandidates& out) const;

 private:
  TrackCandidates tracks_;
};

// The sets with at least min_hits members, hits ordered by distance from the origin (ties: row).
void write_components(UnionFind& sets, const Hits& hits, std::uint32_t min_hits,
                      TrackCandidates& out);

}  // namespace trackloom::track_building
