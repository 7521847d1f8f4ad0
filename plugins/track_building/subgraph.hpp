// The part of a scored graph that track building works on.
#pragma once

#include <cstdint>
#include <vector>

#include "event_data/graph.hpp"

namespace trackloom::track_building {

// The edges with score > cut, in both CSR forms. Positions of edges here follow the edge index of
// the graph, so that ties broken by position are ties broken by edge index.
struct Subgraph {
  std::uint32_t nodes = 0;
  std::vector<std::uint32_t> source, target;
  std::vector<float> score;
  std::vector<std::uint32_t> first_out;  // edges leaving n: [first_out[n], first_out[n + 1])
  std::vector<std::uint32_t> first_in;   // edges entering n: in_edge[first_in[n]] ...
  std::vector<std::uint32_t> in_edge;

  // Throws std::runtime_error where scores do not fit the graph.
  Subgraph(const HitGraph& graph, const EdgeScores& scores, float cut);

  std::uint32_t edges() const noexcept { return static_cast<std::uint32_t>(source.size()); }
  std::uint32_t out_degree(std::uint32_t n) const noexcept {
    return first_out[n + 1] - first_out[n];
  }
  std::uint32_t in_degree(std::uint32_t n) const noexcept { return first_in[n + 1] - first_in[n]; }
};

// All nodes, every one before those its edges lead to: first those without an edge in, by number,
// then the others as their last predecessor comes. Throws std::runtime_error on a cycle, which
// a graph whose edges point outward cannot have.
std::vector<std::uint32_t> topological_order(const Subgraph& graph);

void check_scores(const HitGraph& graph, const EdgeScores& scores);
void check_hits(const HitGraph& graph, std::size_t hits);

}  // namespace trackloom::track_building
