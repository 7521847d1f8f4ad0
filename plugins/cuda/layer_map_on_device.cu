#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

#include "cuda/incoming_kernels.hpp"
#include "cuda/launch.hpp"
#include "cuda/layer_map_kernels.hpp"
#include "cuda/layer_map_on_device.hpp"
#include "cuda/primitives.hpp"

namespace trackloom::cuda {

namespace kernels = layer_map_kernels;

namespace {

constexpr auto final_bins = static_cast<std::uint32_t>(layer_map::final_table_size);
// Positions of doublets are 32 bits; half of them leaves room for sums of two.
constexpr std::uint64_t most_doublets = std::uint64_t{1} << 31;

}  // namespace

void LayerMapOnDevice::upload(Lane& lane, const Detector& detector) {
  const layer_map::Steps steps(map_, detector, true);
  const layer_map::ByteTables tables(map_);
  std::vector<layer_map::Step> step;
  std::vector<std::uint32_t> step_first{0};
  view_.max_steps = 1;
  for (const auto& from : steps.from) {
    step.insert(step.end(), from.begin(), from.end());
    step_first.push_back(static_cast<std::uint32_t>(step.size()));
    view_.max_steps = std::max(view_.max_steps, static_cast<std::uint32_t>(from.size()));
  }
  std::vector<std::uint8_t> barrel;
  for (const Layer& layer : detector.layers()) barrel.push_back(layer.barrel ? 1 : 0);
  std::vector<float> score;
  for (const float llr : map_.final_llr) score.push_back(1 / (1 + std::exp(-llr)));
  std::vector<std::uint32_t> by_rank(score.size());
  std::iota(by_rank.begin(), by_rank.end(), 0U);
  std::sort(by_rank.begin(), by_rank.end(), [&](std::uint32_t a, std::uint32_t b) {
    return score[a] != score[b] ? score[a] > score[b] : a < b;
  });

  const auto up = [&](auto& buffer, const auto& values) {
    using T = typename std::decay_t<decltype(values)>::value_type;
    return lane.upload(buffer, std::span<const T>(values));
  };
  view_.step = up(step_, step);
  view_.step_first = up(step_first_, step_first);
  view_.mirror = up(mirror_, steps.mirror);
  view_.ranges = up(ranges_, steps.ranges);
  view_.pair_axes = up(pair_axes_, map_.pair_axes);
  view_.inner_barrel = up(inner_barrel_, map_.inner_barrel);
  view_.triplet_axes = up(triplet_axes_, map_.triplet_axes);
  view_.triple_of = up(triple_of_, map_.triple_of);
  view_.doublet = up(doublet_, tables.doublet);
  view_.triplet = up(triplet_, tables.triplet);
  view_.bin_score = up(bin_score_, score);
  view_.by_rank = up(by_rank_, by_rank);
  view_.barrel = up(barrel_, barrel);
  view_.max_slope = map_.max_slope;
  view_.layers = static_cast<std::uint32_t>(detector.layers().size());
  uploaded_ = true;
}

void LayerMapOnDevice::sort_hits(Lane& lane, const HitColumns& hits) {
  const Stream& stream = lane.stream();
  const std::uint32_t count = hits.count;
  const std::uint32_t layers = view_.layers;
  const float *r = hits.column(HitColumns::r), *z = hits.column(HitColumns::z),
              *phi = hits.column(HitColumns::phi);
  std::uint32_t* extremes = lane.room_for(extremes_, std::size_t{4} * layers);
  for_each(stream, 4 * layers, kernels::ClearExtremes{extremes});
  constexpr std::uint32_t per_block = kernels::FindEnvelopes::hits_per_block;
  for_blocks(stream, (count + per_block - 1) / per_block, 256, std::size_t{16} * layers,
             kernels::FindEnvelopes{hits.layer.data(), r, z, count, layers, extremes});
  auto* grids = lane.room_for(layers_, layers);
  for_each(stream, layers, kernels::LayOutLayers{extremes, view_.barrel, grids});

  std::uint32_t* cell = lane.room_for(cell_, count);
  std::uint32_t* row = lane.room_for(row_, count);
  for_each(stream, count,
           kernels::FindCells{hits.layer.data(), r, z, phi, grids, view_.barrel, cell, row});
  std::uint32_t* sorted_cell = lane.room_for(sorted_cell_, count);
  std::uint32_t* sorted_row = lane.room_for(sorted_row_, count);
  const std::uint32_t cells = layers * kernels::cells_per_layer;
  sort_pairs(lane, cell, sorted_cell, row, sorted_row, count, bits_for(cells));

  std::uint32_t* sorted_layer = lane.room_for(sorted_layer_, count);
  float* sorted = lane.room_for(sorted_, std::size_t{3} * count);
  for_each(stream, count,
           kernels::GatherHits{sorted_row, hits.layer.data(), r, z, phi, sorted_layer, sorted,
                               sorted + count, sorted + 2 * static_cast<std::size_t>(count)});
  std::uint32_t* cell_first = lane.room_for(cell_first_, std::size_t{cells} + 1);
  for_each(stream, cells + 1, incoming_kernels::FindStarts{sorted_cell, count, cell_first});
  for_each(stream, layers, kernels::FindLayerRanges{cell_first, grids});
  grid_ = {grids,
           cell_first,
           sorted_row,
           sorted_layer,
           sorted,
           sorted + count,
           sorted + 2 * static_cast<std::size_t>(count),
           count};
}

void LayerMapOnDevice::find_doublets(Lane& lane) {
  const Stream& stream = lane.stream();
  const std::uint64_t tasks = std::uint64_t{grid_.hits} * view_.max_steps;
  if (tasks >= std::numeric_limits<std::uint32_t>::max()) {
    throw OutOfMemory("the event has too many hits for one layer map: " +
                      std::to_string(grid_.hits));
  }
  const auto task_count = static_cast<std::uint32_t>(tasks);
  std::uint32_t* offset = lane.room_for(offset_, tasks + 1);
  fill_bytes(offset + tasks, 0, sizeof(std::uint32_t), stream.handle());
  for_each(stream, task_count, kernels::CountDoublets{view_, grid_, offset});
  const std::uint64_t total = sum(lane, offset, tasks);
  if (total >= most_doublets) {
    throw OutOfMemory("the map admits " + std::to_string(total) + " pairs of hits");
  }
  exclusive_sum(lane, offset, offset, tasks + 1);
  layer_map::DoubletEdge* edge = lane.room_for(edge_, total);
  std::uint32_t* inner = lane.room_for(inner_, total);
  for_each(stream, task_count, kernels::WriteDoublets{view_, grid_, offset, edge, inner});
  doublets_ = {edge, inner, offset, view_.max_steps, static_cast<std::uint32_t>(total)};
}

void LayerMapOnDevice::rank_doublets(Lane& lane, float min_score, std::uint32_t max_edges) {
  const Stream& stream = lane.stream();
  const std::uint32_t count = doublets_.count;
  const auto cleared = [&](DeviceBuffer<std::uint32_t>& buffer, std::size_t size) {
    std::uint32_t* data = lane.room_for(buffer, size);
    fill_bytes(data, 0, size * sizeof(std::uint32_t), stream.handle());
    return data;
  };
  std::uint32_t* best_inner = cleared(best_inner_, count);
  std::uint32_t* best_outer = lane.room_for(best_outer_, count);
  for_each(stream, count, kernels::FindBestTriplets{view_, doublets_, best_inner, best_outer});
  std::uint32_t* bin = lane.room_for(bin_, count);
  std::uint32_t* bin_count = cleared(bin_count_, final_bins);
  for_each(stream, count, kernels::BinDoublets{doublets_, best_inner, best_outer, bin, bin_count});

  std::uint32_t* rank_count = lane.room_for(rank_count_, final_bins);
  for_each(stream, final_bins, kernels::CountByRank{view_.by_rank, bin_count, rank_count});
  exclusive_sum(lane, rank_count, rank_count, final_bins);
  std::uint32_t* keep = lane.room_for(keep_, final_bins);
  std::uint32_t* room = cleared(room_, 1);
  for_each(stream, final_bins,
           kernels::ChooseBins{view_.by_rank, bin_count, rank_count, view_.bin_score, min_score,
                               max_edges, keep, room});
  std::uint32_t* kept = lane.room_for(kept_, count);
  for_each(stream, count, kernels::MarkTied{bin, keep, kept});
  exclusive_sum(lane, kept, kept, count);
  for_each(stream, count, kernels::MarkKept{bin, keep, room, kept});
}

void LayerMapOnDevice::write_graph(Lane& lane, Graph& graph, Scores& scores) {
  const Stream& stream = lane.stream();
  const std::uint32_t nodes = grid_.hits;
  std::uint32_t* first = lane.room_for(graph.first, std::size_t{nodes} + 1);
  fill_bytes(first, 0, (std::size_t{nodes} + 1) * sizeof(std::uint32_t), stream.handle());
  for_each(stream, nodes, kernels::CountEdges{doublets_, kept_.data(), grid_.hit, first});
  exclusive_sum(lane, first, first, std::size_t{nodes} + 1);
  graph.nodes = nodes;
  graph.edges = lane.read(first + nodes);
  lane.room_for(graph.source, graph.edges);
  lane.room_for(graph.target, graph.edges);
  lane.room_for(scores.value, graph.edges);
  for_each(
      stream, doublets_.count,
      kernels::WriteEdges{doublets_, kept_.data(), bin_.data(), grid_.hit, view_.bin_score, first,
                          graph.source.data(), graph.target.data(), scores.value.data()});
}

void LayerMapOnDevice::build(Lane& lane, const HitColumns& hits, float min_score,
                             std::uint32_t max_edges, Graph& graph, Scores& scores) {
  if (hits.detector == nullptr || hits.detector->fingerprint() != map_.geometry) {
    throw std::runtime_error(
        "the map was learned in another detector than that of these events; learn a map for it "
        "with pipelines/train/layer_map.yaml");
  }
  if (!uploaded_) upload(lane, *hits.detector);
  graph.clear();
  scores.clear();
  if (hits.count == 0) {  // as the CPU stage leaves it
    std::uint32_t* first = lane.room_for(graph.first, 1);
    fill_bytes(first, 0, sizeof(std::uint32_t), lane.stream().handle());
    return;
  }
  sort_hits(lane, hits);
  find_doublets(lane);
  rank_doublets(lane, min_score, max_edges);
  write_graph(lane, graph, scores);
}

}  // namespace trackloom::cuda
