#include "layer_map/build_graph.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "event_data/memory_pool.hpp"
#include "layer_map/unused_hits.hpp"

namespace trackloom::layer_map {
namespace {

constexpr std::uint16_t dropped = 0xFFFF;  // in place of a bin

}  // namespace

void BuildGraph::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Builds the hit graph with a layer-window map: candidates inside learned windows, ranked by "
      "a likelihood ratio of the doublet and of its best triplets on both sides. With tracks to "
      "exclude: the graph of the hits that they leave.");
  stage.param("map", &Config::map)
      .input_file()
      .required()
      .doc("the map, as layer_map.learn writes it");
  stage.param("min_score", &Config::min_score)
      .range(0, 1)
      .doc("drop edges that the map finds less probable than this");
  stage.param("max_edges", &Config::max_edges)
      .at_least(1)
      .doc("keep at most so many edges, the most probable ones: quality against cost");
  stage.inputs({"hits", "detector", "exclude"});
  stage.clone_per_thread();
}

BuildGraph::BuildGraph(const Config& config) : config_(config) {
  try {
    map_ = LayerMap::read(config.map);
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "map");
  }
  tables_ = ByteTables(map_);
  static_assert(final_table_size <= dropped, "bins are numbered with 16 bits");
  for (const float llr : map_.final_llr) bin_score_.push_back(1 / (1 + std::exp(-llr)));
  by_rank_.resize(bin_score_.size());
  std::iota(by_rank_.begin(), by_rank_.end(), 0U);
  std::sort(by_rank_.begin(), by_rank_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return bin_score_[a] != bin_score_[b] ? bin_score_[a] > bin_score_[b] : a < b;
  });
}

void BuildGraph::prepare(const DetectorRef& detector) {
  if (detector->fingerprint() != map_.geometry) {
    throw std::runtime_error(config_.map +
                             " was learned in another detector than that of these events; learn "
                             "a map for it with pipelines/train/layer_map.yaml");
  }
  if (!steps_) steps_.emplace(map_, *detector, true);
}

void BuildGraph::operator()(const Hits& hits, const DetectorRef& detector,
                            const TrackCandidates* exclude, HitGraph& graph, EdgeScores& scores) {
  static MemoryPool<Scratch> pool;
  const auto scratch = pool.take();
  Scratch& s = *scratch;
  prepare(detector);
  s.used.clear();
  if (exclude != nullptr) mark_used(*exclude, hits.size(), s.used);
  s.grid.build(hits, *detector, s.used);
  find_doublets(map_, tables_, *steps_, s.grid, s.doublets);
  best_triplets(map_, tables_, *steps_, s.doublets, s.best);
  count_bins(s);
  const std::uint32_t at_cut = cut_bins(s);
  emit(hits, at_cut, s, graph, scores);
}

void BuildGraph::count_bins(Scratch& s) const {
  s.bin_count.assign(bin_score_.size(), 0);
  s.bin.resize(s.doublets.size());
  for (std::size_t e = 0; e < s.doublets.size(); ++e) {
    const std::size_t bin =
        final_bin(s.doublets.edge[e].llr_bin(), triplet_llr_bin(s.best.inner[e]),
                  triplet_llr_bin(s.best.outer[e]));
    s.bin[e] = static_cast<std::uint16_t>(bin);
    ++s.bin_count[bin];
  }
}

// Marks the bins to keep, the best first, until max_edges; returns how many edges of the last one
// fit. There the first in the search's order win.
std::uint32_t BuildGraph::cut_bins(Scratch& s) const {
  s.keep.assign(bin_score_.size(), 0);
  auto room = static_cast<std::uint32_t>(config_.max_edges);
  for (const std::uint32_t bin : by_rank_) {
    if (bin_score_[bin] < config_.min_score) break;
    if (s.bin_count[bin] > room) {
      s.keep[bin] = 2;
      return room;
    }
    s.keep[bin] = 1;
    room -= s.bin_count[bin];
  }
  return 0;
}

// Of the edges of hit `a` in the last bin, keeps the first `room` in the order of for_each_partner,
// whatever the order of the search that found them.
void BuildGraph::settle_ties(std::uint32_t a, std::uint32_t room, Scratch& s) const {
  std::vector<std::uint32_t> partners;
  for_each_partner(map_, *steps_, s.grid, a,
                   [&](std::uint32_t, std::uint32_t b, const Step&, int, const Doublet&, int) {
                     partners.push_back(b);
                   });
  const std::uint32_t begin = s.doublets.first[a], end = s.doublets.first[a + 1];
  std::vector<std::pair<std::size_t, std::uint32_t>> tied;  // place in that order, edge
  for (std::uint32_t e = begin; e < end; ++e) {
    if (s.keep[s.bin[e]] != 2) continue;
    const auto at = std::find(partners.begin(), partners.end(), s.doublets.edge[e].outer);
    tied.emplace_back(at - partners.begin(), e);
  }
  std::sort(tied.begin(), tied.end());
  for (std::size_t i = room; i < tied.size(); ++i) s.bin[tied[i].second] = dropped;
}

// Marks with `dropped` in bin what is not kept, and counts what is in graph.first.
void BuildGraph::drop_edges(std::uint32_t room, Scratch& s, HitGraph& graph) const {
  for (std::uint32_t a = 0; a < s.grid.hit.size(); ++a) {
    std::uint32_t kept = 0, tied = 0;
    for (std::uint32_t e = s.doublets.first[a]; e < s.doublets.first[a + 1]; ++e) {
      const std::uint8_t keep = s.keep[s.bin[e]];
      kept += keep == 1 ? 1 : 0;
      tied += keep == 2 ? 1 : 0;
      if (keep == 0 || (keep == 2 && room == 0)) s.bin[e] = dropped;
    }
    const std::uint32_t fit = std::min(room, tied);
    if (fit > 0 && fit < tied) settle_ties(a, fit, s);
    room -= fit;
    graph.first[s.grid.hit[a] + 1] = kept + fit;
  }
}

// Puts the kept doublets in the graph's order. Those of a hit stand together: each hit's few are
// sorted by their target's row.
void BuildGraph::emit(const Hits& hits, std::uint32_t at_cut, Scratch& s, HitGraph& graph,
                      EdgeScores& scores) const {
  graph.nodes = static_cast<std::uint32_t>(hits.size());
  graph.first.assign(hits.size() + 1, 0);
  drop_edges(at_cut, s, graph);
  for (std::size_t n = 0; n < hits.size(); ++n) graph.first[n + 1] += graph.first[n];
  const std::size_t edges = graph.first.back();
  graph.source.resize(edges);
  graph.target.resize(edges);
  scores.value.resize(edges);
  for (std::uint32_t a = 0; a < s.grid.hit.size(); ++a) {
    s.kept.clear();
    for (std::uint32_t e = s.doublets.first[a]; e < s.doublets.first[a + 1]; ++e) {
      if (s.bin[e] != dropped) s.kept.emplace_back(s.grid.hit[s.doublets.edge[e].outer], s.bin[e]);
    }
    std::sort(s.kept.begin(), s.kept.end());
    std::uint32_t at = graph.first[s.grid.hit[a]];
    for (const auto& [target, bin] : s.kept) {
      graph.source[at] = s.grid.hit[a];
      graph.target[at] = target;
      scores.value[at++] = bin_score_[bin];
    }
  }
}

}  // namespace trackloom::layer_map
