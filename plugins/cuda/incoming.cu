#include "cuda/incoming.hpp"

#include "cuda/incoming_kernels.hpp"
#include "cuda/primitives.hpp"

namespace trackloom::cuda {

// The sort is stable: edges with one target keep their order.
void IncomingEdges::build(Lane& lane, const Graph& graph) {
  std::uint32_t* number = lane.room_for(number_, graph.edges);
  std::uint32_t* target = lane.room_for(target_, graph.edges);
  std::uint32_t* edge = lane.room_for(edge_, graph.edges);
  std::uint32_t* first = lane.room_for(first_, std::size_t{graph.nodes} + 1);
  for_each(lane.stream(), graph.edges, incoming_kernels::Number{number});
  sort_pairs(lane, graph.target.data(), target, number, edge, graph.edges, bits_for(graph.nodes));
  for_each(lane.stream(), graph.nodes + 1,
           incoming_kernels::FindStarts{target, graph.edges, first});
}

}  // namespace trackloom::cuda
