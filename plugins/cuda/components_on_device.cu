#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "cuda/component_kernels.hpp"
#include "cuda/components_on_device.hpp"
#include "cuda/edge_kernels.hpp"
#include "cuda/primitives.hpp"

namespace trackloom::cuda {

namespace kernels = component_kernels;

namespace {

// Runs of equal labels with at least min_hits members, ordered by their first hit.
void write_tracks(const std::uint32_t* label, const std::uint32_t* row, std::uint32_t count,
                  std::uint32_t min_hits, TrackCandidates& tracks) {
  std::vector<std::span<const std::uint32_t>> runs;
  for (std::uint32_t begin = 0, end = 0; begin < count; begin = end) {
    while (end < count && label[end] == label[begin]) ++end;
    if (end - begin >= min_hits) runs.emplace_back(row + begin, end - begin);
  }
  std::sort(runs.begin(), runs.end(),
            [](const auto& a, const auto& b) { return a.front() < b.front(); });
  tracks.clear();
  for (const auto& run : runs) tracks.push_back(run);
}

}  // namespace

const std::uint32_t* ComponentsOnDevice::choose_edges(Lane& lane, const Graph& graph,
                                                      const Scores& scores, Joining joining,
                                                      float score_cut) {
  const Stream& stream = lane.stream();
  std::uint32_t* use = lane.room_for(use_, graph.edges);
  const float* score = scores.value.data();
  if (joining == Joining::above_cut) {
    for_each(stream, graph.edges, edge_kernels::MarkAbove{score, score_cut, false, use});
    return use;
  }
  incoming_.build(lane, graph);
  std::uint32_t* best_out = lane.room_for(best_out_, graph.nodes);
  std::uint32_t* best_in = lane.room_for(best_in_, graph.nodes);
  for_each(stream, graph.nodes,
           edge_kernels::FindBestEdges{score, score_cut, graph.first.data(), incoming_.first(),
                                       incoming_.edge(), best_out, best_in});
  for_each(
      stream, graph.edges,
      edge_kernels::MarkMutual{graph.source.data(), graph.target.data(), best_out, best_in, use});
  return use;
}

void ComponentsOnDevice::label(Lane& lane, const Graph& graph, const std::uint32_t* use) {
  const Stream& stream = lane.stream();
  std::uint32_t* parent = lane.room_for(parent_, graph.nodes);
  std::uint32_t* changed = lane.room_for(changed_, 1);
  for_each(stream, graph.nodes, kernels::Start{parent});
  do {
    // Every second round is looked at: reading costs more than a round.
    for (int round = 0; round < 2; ++round) {
      fill_bytes(changed, 0, sizeof(std::uint32_t), stream.handle());
      for_each(stream, graph.edges,
               kernels::Hook{graph.source.data(), graph.target.data(), use, parent, changed});
      for_each(stream, graph.nodes, kernels::Shortcut{parent, changed});
    }
  } while (lane.read(changed) != 0);
}

// By label, within one by distance from the origin, then by row: the sorts are stable.
void ComponentsOnDevice::sort_hits(Lane& lane, const HitColumns& hits) {
  const Stream& stream = lane.stream();
  const std::uint32_t count = hits.count;
  std::uint32_t* key = lane.room_for(key_, count);
  std::uint32_t* row = lane.room_for(row_, count);
  std::uint32_t* sorted_key = lane.room_for(sorted_key_, count);
  std::uint32_t* sorted_row = lane.room_for(sorted_row_, count);
  for_each(stream, count,
           kernels::Distance{hits.column(HitColumns::r), hits.column(HitColumns::z), key, row});
  sort_pairs(lane, key, sorted_key, row, sorted_row, count, 32);
  std::uint32_t* label = lane.room_for(label_, count);
  for_each(stream, count, kernels::LabelOf{sorted_row, parent_.data(), label});
  std::uint32_t* sorted_label = lane.room_for(sorted_label_, count);
  std::uint32_t* member = lane.room_for(member_, count);
  sort_pairs(lane, label, sorted_label, sorted_row, member, count, bits_for(count));
}

void ComponentsOnDevice::find(Lane& lane, const HitColumns& hits, const Graph& graph,
                              const Scores& scores, Joining joining, float score_cut,
                              std::uint32_t min_hits, TrackCandidates& tracks) {
  if (graph.nodes != hits.count || scores.value.size() != graph.edges) {
    throw std::runtime_error("the graph has " + std::to_string(graph.nodes) + " nodes and " +
                             std::to_string(graph.edges) + " edges; there are " +
                             std::to_string(hits.count) + " hits and " +
                             std::to_string(scores.value.size()) + " scores");
  }
  tracks.clear();
  if (hits.count == 0) return;
  label(lane, graph, choose_edges(lane, graph, scores, joining, score_cut));
  sort_hits(lane, hits);
  const std::uint32_t count = hits.count;
  std::uint32_t* host = host_.room_for(std::size_t{2} * count);
  const std::size_t bytes = count * sizeof(std::uint32_t);
  copy_to_host(host, sorted_label_.data(), bytes, lane.stream().handle());
  copy_to_host(host + count, member_.data(), bytes, lane.stream().handle());
  lane.stream().wait();
  write_tracks(host, host + count, count, min_hits, tracks);
}

}  // namespace trackloom::cuda
