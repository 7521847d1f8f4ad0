// Tests a stage without an engine: make it, call it, look at what it made.
#include "min_hits.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

int main() {
  trackloom::TrackCandidates all;
  all.push_back(std::array<std::uint32_t, 2>{0, 1});
  all.push_back(std::array<std::uint32_t, 3>{2, 3, 4});

  trackloom::TrackCandidates tracks;
  @NAME@::MinHits({.min_hits = 3})(all, tracks);

  const bool good = tracks.size() == 1 && tracks[0].size() == 3 && tracks[0][0] == 2;
  if (!good) std::fputs("the track of three hits should be left\n", stderr);
  return good ? 0 : 1;
}
