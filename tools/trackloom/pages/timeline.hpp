// What every thread and lane did when, as inline SVG.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pages {

struct Slice {
  std::size_t track = 0;  // index into Timeline::tracks
  double start_ms = 0, end_ms = 0;
  std::uint64_t event = 0;
  std::string stage;
};

struct Timeline {
  std::vector<std::string> tracks;  // workers, the source's thread, lanes
  std::vector<Slice> slices;
};

// One row per track; colour is the event, so that events at work at one time show side by side. A
// <figure> that scrolls sideways where it is narrow.
std::string timeline(const Timeline& timeline, const std::string& title);

// Largest number of events that were at work at one time.
std::size_t events_at_once(const Timeline& timeline);

}  // namespace pages
