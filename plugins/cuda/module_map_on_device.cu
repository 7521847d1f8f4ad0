#include <limits>
#include <string>

#include "cuda/incoming_kernels.hpp"
#include "cuda/launch.hpp"
#include "cuda/module_map_kernels.hpp"
#include "cuda/module_map_on_device.hpp"
#include "cuda/primitives.hpp"
#include "module_map/edge_search.hpp"

namespace trackloom::cuda {

namespace kernels = module_map_kernels;

// By module, within one by azimuth, then by row: the sorts are stable.
void ModuleMapOnDevice::sort_hits(Lane& lane, const HitColumns& hits) {
  using C = HitColumns;
  const Stream& stream = lane.stream();
  const std::uint32_t count = hits.count;
  std::uint32_t* key = lane.room_for(key_, count);
  std::uint32_t* row = lane.room_for(row_, count);
  std::uint32_t* sorted_key = lane.room_for(sorted_key_, count);
  std::uint32_t* sorted_row = lane.room_for(sorted_row_, count);
  for_each(
      stream, count,
      kernels::FindAzimuths{hits.module_of.data(), hits.column(C::phi), map_.azimuth, key, row});
  sort_pairs(lane, key, sorted_key, row, sorted_row, count, 32);
  for_each(stream, count, kernels::FindModules{sorted_row, hits.module_of.data(), key});
  sort_pairs(lane, key, sorted_key, sorted_row, row, count, bits_for(map_.modules));

  module_map::Point* point = lane.room_for(point_, count);
  float* azimuth = lane.room_for(azimuth_, count);
  for_each(stream, count,
           kernels::GatherPoints{row, sorted_key, hits.column(C::x), hits.column(C::y),
                                 hits.column(C::z), hits.column(C::r), hits.column(C::phi),
                                 map_.azimuth, point, azimuth});
  std::uint32_t* first = lane.room_for(hit_first_, std::size_t{map_.modules} + 1);
  for_each(stream, map_.modules + 1, incoming_kernels::FindStarts{sorted_key, count, first});
  hits_ = {first, row, point, azimuth};
}

void ModuleMapOnDevice::find_doublets(Lane& lane, std::size_t max_doublets) {
  const Stream& stream = lane.stream();
  // Turns counts into starts; the total as the last one.
  const auto starts = [&](std::uint32_t* counts, std::size_t size) {
    fill_bytes(counts + size, 0, sizeof(std::uint32_t), stream.handle());
    exclusive_sum(lane, counts, counts, size + 1);
  };
  std::uint32_t* task_first = lane.room_for(task_first_, std::size_t{map_.pairs} + 1);
  for_each(stream, map_.pairs, kernels::CountTasks{map_, hits_, task_first});
  const std::uint64_t tasks = sum(lane, task_first, map_.pairs);
  if (tasks >= std::numeric_limits<std::uint32_t>::max()) {
    throw OutOfMemory("the event has too many hits for one module map: " + std::to_string(tasks) +
                      " pairs of a hit and a module");
  }
  starts(task_first, map_.pairs);
  tasks_ = {task_first, map_.pairs};

  const auto task_count = static_cast<std::uint32_t>(tasks);
  std::uint32_t* offset = lane.room_for(offset_, tasks + 1);
  for_each(stream, task_count, kernels::CountDoublets{map_, hits_, tasks_, offset});
  const std::uint64_t total = sum(lane, offset, tasks);
  module_map::check_doublets(total, max_doublets);
  starts(offset, tasks);
  HitDoublet* doublet = lane.room_for(doublet_, total);
  std::uint32_t* inner = lane.room_for(inner_, total);
  for_each(stream, task_count, kernels::WriteDoublets{map_, hits_, tasks_, offset, doublet, inner});
  doublets_ = {doublet, inner, offset, static_cast<std::uint32_t>(total)};
}

// Leaves the position of every used doublet among these; how many there are.
std::uint32_t ModuleMapOnDevice::mark_used(Lane& lane) {
  const std::size_t size = std::size_t{doublets_.count} + 1;
  std::uint32_t* used = lane.room_for(used_, size);
  fill_bytes(used, 0, size * sizeof(std::uint32_t), lane.stream().handle());
  for_each(lane.stream(), doublets_.count, kernels::MarkUsed{map_, hits_, tasks_, doublets_, used});
  exclusive_sum(lane, used, used, size);
  return lane.read(used + doublets_.count);
}

void ModuleMapOnDevice::write_graph(Lane& lane, std::uint32_t nodes, std::uint32_t used,
                                    std::size_t max_edges, Graph& graph) {
  const Stream& stream = lane.stream();
  const int bits = bits_for(nodes);
  std::uint64_t* edge = lane.room_for(edge_, used);
  std::uint64_t* sorted = lane.room_for(sorted_edge_, used);
  for_each(stream, doublets_.count, kernels::WriteKeys{doublets_, hits_, used_.data(), bits, edge});
  sort_keys(lane, edge, sorted, used, 2 * bits);
  std::uint32_t* distinct = lane.room_for(distinct_, std::size_t{used} + 1);
  fill_bytes(distinct + used, 0, sizeof(std::uint32_t), stream.handle());
  for_each(stream, used, kernels::MarkDistinct{sorted, distinct});
  exclusive_sum(lane, distinct, distinct, std::size_t{used} + 1);
  const std::uint32_t edges = lane.read(distinct + used);
  module_map::check_edges(edges, max_edges);

  std::uint32_t* source = lane.room_for(graph.source, edges);
  std::uint32_t* target = lane.room_for(graph.target, edges);
  std::uint32_t* first = lane.room_for(graph.first, std::size_t{nodes} + 1);
  for_each(stream, used, kernels::WriteEdges{sorted, distinct, bits, source, target});
  for_each(stream, nodes + 1, incoming_kernels::FindStarts{source, edges, first});
  graph.nodes = nodes;
  graph.edges = edges;
}

void ModuleMapOnDevice::build(Lane& lane, const ModuleMapView& map, const HitColumns& hits,
                              std::size_t max_doublets, std::size_t max_edges, Graph& graph) {
  map_ = map;
  graph.clear();
  if (hits.count == 0) {  // as the CPU stage leaves it
    std::uint32_t* first = lane.room_for(graph.first, 1);
    fill_bytes(first, 0, sizeof(std::uint32_t), lane.stream().handle());
    return;
  }
  sort_hits(lane, hits);
  find_doublets(lane, max_doublets);
  write_graph(lane, hits.count, mark_used(lane), max_edges, graph);
}

}  // namespace trackloom::cuda
