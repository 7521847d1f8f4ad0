// Tracks as sets of hits, whatever the order in which a stage lists them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "event_data/graph.hpp"

namespace trackloom::evaluation {

// 64 bits that two tracks of one event share if, and practically only if, they have the same hits:
// the sum of a mixed value of each (splitmix64's finaliser, doi:10.1145/2714064.2660195).
std::uint64_t hit_set_hash(std::span<const std::uint32_t> hits) noexcept;

// How the tracks of one list meet those of another. Tracks are alike if the hits that they share
// are more than half of both; one of a list without shared hits is alike to at most one of another.
struct TrackAgreement {
  std::uint64_t identical = 0;  // the same hits
  std::uint64_t alike = 0;      // not identical
  std::uint64_t only_a = 0, only_b = 0;

  void add(const TrackCandidates& a, const TrackCandidates& b);
};

}  // namespace trackloom::evaluation
