// The hit graph, the scores of its edges, and the tracks made of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "trackloom/product.hpp"

namespace trackloom {

// Directed edges between hits, pointing outward (away from the origin). Nodes are the rows of Hits.
// Edges are unique and sorted by (source, target): this order is the edge index that breaks ties,
// and `first` is its CSR form: the outgoing edges of node n are [first[n], first[n + 1]).
struct HitGraph {
  std::uint32_t nodes = 0;
  std::vector<std::uint32_t> source, target;
  std::vector<std::uint32_t> first;  // nodes + 1 entries, empty when there are no nodes

  std::size_t edges() const noexcept { return source.size(); }
  void clear();
  std::size_t bytes() const noexcept;
  // Builds `first` from a sorted `source`.
  void index();
};

// One score in [0, 1] per edge of the graph it was made for: the larger, the more likely true.
struct EdgeScores {
  std::vector<float> value;
  void clear() { value.clear(); }
  std::size_t bytes() const noexcept { return value.size() * sizeof(float); }
};

// Track candidates: hits of track t are hit[first[t]] ... hit[first[t + 1] - 1], rows of Hits,
// innermost first. Tracks are ordered by their first hit; a hit is in at most one track unless
// the stage that made them says otherwise.
struct TrackCandidates {
  std::vector<std::uint32_t> first{0};
  std::vector<std::uint32_t> hit;

  std::size_t size() const noexcept { return first.size() - 1; }
  std::span<const std::uint32_t> operator[](std::size_t track) const noexcept {
    return {hit.data() + first[track], hit.data() + first[track + 1]};
  }
  void push_back(std::span<const std::uint32_t> hits);
  void clear();
  std::size_t bytes() const noexcept;
};

}  // namespace trackloom

TRACKLOOM_PRODUCT(trackloom::HitGraph, "event_data.graph", 1)
TRACKLOOM_PRODUCT(trackloom::EdgeScores, "event_data.scores", 1)
TRACKLOOM_PRODUCT(trackloom::TrackCandidates, "event_data.tracks", 1)
