#include "track_building/branches.hpp"

#include "event_data/union_find.hpp"

namespace trackloom::track_building {

std::vector<char> branched_components(const Subgraph& graph) {
  UnionFind sets(graph.nodes);
  for (std::uint32_t e = 0; e < graph.edges(); ++e) sets.join(graph.source[e], graph.target[e]);
  std::vector<char> branched(graph.nodes, 0);
  for (std::uint32_t n = 0; n < graph.nodes; ++n) {
    if (graph.in_degree(n) > 1 || graph.out_degree(n) > 1) branched[sets.find(n)] = 1;
  }
  for (std::uint32_t n = 0; n < graph.nodes; ++n) branched[n] = branched[sets.find(n)];
  return branched;
}

}  // namespace trackloom::track_building
