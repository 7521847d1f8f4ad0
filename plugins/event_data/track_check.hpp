// Guards the writers against tracks of another event's hits, and that name a hit twice.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"

namespace trackloom {

inline void check_tracks(const Hits& hits, const TrackCandidates& tracks) {
  std::vector<std::uint32_t> last(hits.size(), 0);  // track that named the hit last, + 1
  for (std::uint32_t t = 0; t < tracks.size(); ++t) {
    for (const std::uint32_t hit : tracks[t]) {
      if (hit < hits.size()) {
        if (std::exchange(last[hit], t + 1) != t + 1) continue;
        throw std::runtime_error("track " + std::to_string(t) + " names hit row " +
                                 std::to_string(hit) + " twice");
      }
      throw std::runtime_error("a track names hit row " + std::to_string(hit) +
                               " but the event has " + std::to_string(hits.size()) +
                               " hits: hits and tracks belong to different events");
    }
  }
}

}  // namespace trackloom
