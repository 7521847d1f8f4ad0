// Guards the writers against tracks of another event's hits.
#pragma once

#include <stdexcept>
#include <string>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"

namespace trackloom::trackml {

inline void check_tracks(const Hits& hits, const TrackCandidates& tracks) {
  for (const std::uint32_t hit : tracks.hit) {
    if (hit >= hits.size()) {
      throw std::runtime_error("a track names hit row " + std::to_string(hit) +
                               " but the event has " + std::to_string(hits.size()) +
                               " hits: hits and tracks belong to different events");
    }
  }
}

}  // namespace trackloom::trackml
