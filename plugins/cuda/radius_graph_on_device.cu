#include <limits>
#include <string>

#include "cuda/incoming_kernels.hpp"
#include "cuda/launch.hpp"
#include "cuda/primitives.hpp"
#include "cuda/radius_graph_on_device.hpp"

namespace trackloom::cuda {

namespace kernels = radius_graph_kernels;

kernels::SortedPoints RadiusGraphOnDevice::sort(Lane& lane, const HitColumns& hits,
                                                std::uint32_t dimensions) {
  const Stream& stream = lane.stream();
  const std::uint32_t count = hits.count;
  std::uint32_t* key = lane.room_for(key_, count);
  std::uint32_t* row = lane.room_for(row_, count);
  std::uint32_t* sorted_key = lane.room_for(sorted_key_, count);
  std::uint32_t* sorted_row = lane.room_for(sorted_row_, count);
  for_each(stream, count, kernels::FindKeys{point_, dimensions, key, row});
  sort_pairs(lane, key, sorted_key, row, sorted_row, count, 32);
  float* value = lane.room_for(value_, std::size_t{count} * dimensions);
  float* from_origin2 = lane.room_for(from_origin2_, count);
  std::uint32_t* layer = lane.room_for(layer_, count);
  for_each(stream, count,
           kernels::GatherPoints{point_, count, dimensions, sorted_row, hits.layer.data(),
                                 hits.column(HitColumns::r), hits.column(HitColumns::z), value,
                                 from_origin2, layer});
  return {count, dimensions, value, sorted_row, from_origin2, layer};
}

// Leaves the keys of the edges in kept_edge_; how many there are.
std::uint32_t RadiusGraphOnDevice::find_edges(Lane& lane, const kernels::Search& search,
                                              std::uint32_t most) {
  const Stream& stream = lane.stream();
  const std::uint32_t hits = search.points.count;
  std::uint32_t* first = lane.room_for(first_, std::size_t{hits} + 1);
  for_each(stream, hits, kernels::CountEdges{search, first});
  const std::uint64_t total = sum(lane, first, hits);
  if (total >= std::numeric_limits<std::uint32_t>::max()) {
    throw OutOfMemory("the event has too many hits within one radius: " + std::to_string(total) +
                      " pairs");
  }
  fill_bytes(first + hits, 0, sizeof(std::uint32_t), stream.handle());
  exclusive_sum(lane, first, first, std::size_t{hits} + 1);
  const kernels::Candidates candidates = {first, lane.room_for(edge_, total),
                                          lane.room_for(place_, total),
                                          lane.room_for(distance2_, total)};
  for_each(stream, hits, kernels::WriteCandidates{search, bits_for(hits), candidates});
  std::uint32_t* kept = lane.room_for(kept_, total + 1);
  fill_bytes(kept + total, 0, sizeof(std::uint32_t), stream.handle());
  const auto count = static_cast<std::uint32_t>(total);
  for_each(stream, count, kernels::MarkKept{candidates, most, kept});
  exclusive_sum(lane, kept, kept, total + 1);
  const std::uint32_t edges = lane.read(kept + total);
  for_each(stream, count,
           kernels::CompactKeys{candidates.key, kept, lane.room_for(kept_edge_, edges)});
  return edges;
}

void RadiusGraphOnDevice::write_graph(Lane& lane,
                                      const metric_learning::RadiusParameters& parameters,
                                      std::uint32_t nodes, std::uint32_t dimensions,
                                      std::uint32_t edges, Graph& graph, Scores& scores) {
  const Stream& stream = lane.stream();
  const int bits = bits_for(nodes);
  std::uint64_t* sorted = lane.room_for(sorted_edge_, edges);
  sort_keys(lane, kept_edge_.data(), sorted, edges, 2 * bits);
  std::uint32_t* source = lane.room_for(graph.source, edges);
  std::uint32_t* target = lane.room_for(graph.target, edges);
  std::uint32_t* first = lane.room_for(graph.first, std::size_t{nodes} + 1);
  float* score = lane.room_for(scores.value, edges);
  for_each(stream, edges,
           kernels::WriteEdges{sorted, bits, point_, dimensions, parameters.radius, source, target,
                               score});
  for_each(stream, nodes + 1, incoming_kernels::FindStarts{source, edges, first});
  graph.nodes = nodes;
  graph.edges = edges;
}

void RadiusGraphOnDevice::build(Lane& lane, const metric_learning::RadiusParameters& parameters,
                                const HitColumns& hits, const metric_learning::Points& points,
                                Graph& graph, Scores& scores) {
  copied_.dimensions = static_cast<std::uint32_t>(points.dimensions);
  lane.room_for(copied_.value, points.value.size());  // counts it as the event's
  lane.upload(copied_.value, std::span<const float>(points.value));
  build(lane, parameters, hits, copied_, graph, scores);
}

void RadiusGraphOnDevice::build(Lane& lane, const metric_learning::RadiusParameters& parameters,
                                const HitColumns& hits, const PointRows& points, Graph& graph,
                                Scores& scores) {
  graph.clear();
  scores.clear();
  if (hits.count == 0) {
    std::uint32_t* first = lane.room_for(graph.first, 1);
    fill_bytes(first, 0, sizeof(std::uint32_t), lane.stream().handle());
    return;
  }
  point_ = points.value.data();
  const kernels::Search search = {sort(lane, hits, points.dimensions),
                                  parameters.radius * parameters.radius, parameters.same_layer};
  const std::uint32_t edges =
      find_edges(lane, search, static_cast<std::uint32_t>(parameters.max_neighbours));
  write_graph(lane, parameters, hits.count, points.dimensions, edges, graph, scores);
}

}  // namespace trackloom::cuda
