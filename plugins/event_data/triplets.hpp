// Triplets of hits: pairs of a graph's edges that share their middle hit, their scores, and seeds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "event_data/graph.hpp"
#include "trackloom/product.hpp"

namespace trackloom {

// The doublet-to-triplet graph (ExaTrkX): edges of a hit graph become nodes, called doublets, and
// pairs of them that share their middle hit become edges, called triplets.
struct TripletGraph {
  std::uint32_t hits = 0;                   // of the event
  std::vector<std::uint32_t> inner, outer;  // rows of Hits, by doublet; sorted by (inner, outer)
  std::vector<float> score;                 // of the edge that the doublet was, in [0, 1]
  // Nodes are doublets: link (a, b) is the triplet inner[a], outer[a] = inner[b], outer[b].
  HitGraph links;

  std::size_t doublets() const noexcept { return inner.size(); }
  std::size_t triplets() const noexcept { return links.edges(); }
  std::array<std::uint32_t, 3> triplet(std::size_t t) const noexcept {  // innermost hit first
    return {inner[links.source[t]], outer[links.source[t]], outer[links.target[t]]};
  }
  void clear() {
    hits = 0;
    inner.clear();
    outer.clear();
    score.clear();
    links.clear();
  }
  std::size_t bytes() const noexcept {
    return (inner.size() + outer.size()) * sizeof(std::uint32_t) + score.size() * sizeof(float) +
           links.bytes();
  }
};

// One score in [0, 1] per triplet of the graph it was made for: scores of its links.
struct TripletScores : EdgeScores {};

// Three hits each that a track may begin with, rows of Hits, innermost first.
struct Seeds {
  std::vector<std::array<std::uint32_t, 3>> hits;
  std::vector<float> score;  // in [0, 1]

  std::size_t size() const noexcept { return hits.size(); }
  void clear() {
    hits.clear();
    score.clear();
  }
  std::size_t bytes() const noexcept { return size() * (sizeof(hits[0]) + sizeof(float)); }
};

}  // namespace trackloom

TRACKLOOM_PRODUCT(trackloom::TripletGraph, "event_data.triplets", 1)
TRACKLOOM_PRODUCT(trackloom::TripletScores, "event_data.triplet_scores", 1)
TRACKLOOM_PRODUCT(trackloom::Seeds, "event_data.seeds", 1)
