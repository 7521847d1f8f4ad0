#include <stdexcept>
#include <string>

#include "cuda/cut_on_device.hpp"
#include "cuda/edge_kernels.hpp"
#include "cuda/primitives.hpp"

namespace trackloom::cuda {

namespace kernels = edge_kernels;

void CutOnDevice::cut(Lane& lane, const Graph& graph, const Scores& scores, float min_score,
                      std::uint32_t max_edges, Graph& kept, Scores& kept_scores) {
  if (scores.value.size() != graph.edges) {
    throw std::runtime_error("the graph has " + std::to_string(graph.edges) + " edges, there are " +
                             std::to_string(scores.value.size()) + " scores");
  }
  const Stream& stream = lane.stream();
  const std::uint32_t edges = graph.edges;
  const float* score = scores.value.data();
  std::uint32_t* position = lane.room_for(position_, std::size_t{edges} + 1);
  // Positions of the kept edges; how many there are.
  const auto positions = [&] {
    fill_bytes(position + edges, 0, sizeof(std::uint32_t), stream.handle());
    exclusive_sum(lane, position, position, std::size_t{edges} + 1);
    return lane.read(position + edges);
  };
  for_each(stream, edges, kernels::MarkAbove{score, min_score, true, position});
  std::uint32_t count = positions();
  if (count > max_edges) {
    std::uint32_t* key = lane.room_for(key_, edges);
    std::uint32_t* sorted = lane.room_for(sorted_, edges);
    for_each(stream, edges, kernels::SortKeys{score, key});
    sort_descending(lane, key, sorted, edges);
    const float last = from_ordered_bits(lane.read(sorted + max_edges - 1));
    for_each(stream, edges, kernels::MarkAbove{score, last, false, position});
    const auto above = static_cast<std::uint32_t>(sum(lane, position, edges));
    for_each(stream, edges, kernels::MarkEqual{score, last, position});
    exclusive_sum(lane, position, position, edges);
    for_each(stream, edges, kernels::MarkBest{score, last, max_edges - above, position});
    count = positions();
  }
  kept.nodes = graph.nodes;
  kept.edges = count;
  lane.room_for(kept.source, count);
  lane.room_for(kept.target, count);
  lane.room_for(kept_scores.value, count);
  lane.room_for(kept.first, std::size_t{graph.nodes} + 1);
  for_each(stream, edges,
           kernels::WriteKept{position, graph.source.data(), graph.target.data(), score,
                              kept.source.data(), kept.target.data(), kept_scores.value.data()});
  for_each(stream, graph.nodes + 1,
           kernels::MoveStarts{position, graph.first.data(), kept.first.data()});
}

}  // namespace trackloom::cuda
