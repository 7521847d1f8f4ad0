#include "layer_map/build_graph.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

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
  prepare(detector);
  used_.clear();
  if (exclude != nullptr) mark_used(*exclude, hits.size(), used_);
  grid_.build(hits, *detector, used_);
  find_doublets(map_, tables_, *steps_, grid_, doublets_);
  best_triplets(map_, tables_, *steps_, doublets_, best_);
  count_bins();
  const std::uint32_t at_cut = cut_bins();
  emit(hits, at_cut, graph, scores);
}

void BuildGraph::count_bins() {
  bin_count_.assign(bin_score_.size(), 0);
  bin_.resize(doublets_.size());
  for (std::size_t e = 0; e < doublets_.size(); ++e) {
    const std::size_t bin = final_bin(doublets_.edge[e].llr_bin(), triplet_llr_bin(best_.inner[e]),
                                      triplet_llr_bin(best_.outer[e]));
    bin_[e] = static_cast<std::uint16_t>(bin);
    ++bin_count_[bin];
  }
}

// Marks the bins to keep, the best first, until max_edges; returns how many edges of the last one
// fit. There the first in the search's order win.
std::uint32_t BuildGraph::cut_bins() {
  keep_.assign(bin_score_.size(), 0);
  auto room = static_cast<std::uint32_t>(config_.max_edges);
  for (const std::uint32_t bin : by_rank_) {
    if (bin_score_[bin] < config_.min_score) break;
    if (bin_count_[bin] > room) {
      keep_[bin] = 2;
      return room;
    }
    keep_[bin] = 1;
    room -= bin_count_[bin];
  }
  return 0;
}

// Of the edges of hit `a` in the last bin, keeps the first `room` in the order of for_each_partner,
// whatever the order of the search that found them.
void BuildGraph::settle_ties(std::uint32_t a, std::uint32_t room) {
  std::vector<std::uint32_t> partners;
  for_each_partner(map_, *steps_, grid_, a,
                   [&](std::uint32_t, std::uint32_t b, const Step&, int, const Doublet&, int) {
                     partners.push_back(b);
                   });
  const std::uint32_t begin = doublets_.first[a], end = doublets_.first[a + 1];
  std::vector<std::pair<std::size_t, std::uint32_t>> tied;  // place in that order, edge
  for (std::uint32_t e = begin; e < end; ++e) {
    if (keep_[bin_[e]] != 2) continue;
    const auto at = std::find(partners.begin(), partners.end(), doublets_.edge[e].outer);
    tied.emplace_back(at - partners.begin(), e);
  }
  std::sort(tied.begin(), tied.end());
  for (std::size_t i = room; i < tied.size(); ++i) bin_[tied[i].second] = dropped;
}

// Marks with `dropped` in bin_ what is not kept, and counts what is in graph.first.
void BuildGraph::drop_edges(std::uint32_t room, HitGraph& graph) {
  for (std::uint32_t a = 0; a < grid_.hit.size(); ++a) {
    std::uint32_t kept = 0, tied = 0;
    for (std::uint32_t e = doublets_.first[a]; e < doublets_.first[a + 1]; ++e) {
      const std::uint8_t keep = keep_[bin_[e]];
      kept += keep == 1 ? 1 : 0;
      tied += keep == 2 ? 1 : 0;
      if (keep == 0 || (keep == 2 && room == 0)) bin_[e] = dropped;
    }
    const std::uint32_t fit = std::min(room, tied);
    if (fit > 0 && fit < tied) settle_ties(a, fit);
    room -= fit;
    graph.first[grid_.hit[a] + 1] = kept + fit;
  }
}

// Puts the kept doublets in the graph's order. Those of a hit stand together: each hit's few are
// sorted by their target's row.
void BuildGraph::emit(const Hits& hits, std::uint32_t at_cut, HitGraph& graph, EdgeScores& scores) {
  graph.nodes = static_cast<std::uint32_t>(hits.size());
  graph.first.assign(hits.size() + 1, 0);
  drop_edges(at_cut, graph);
  for (std::size_t n = 0; n < hits.size(); ++n) graph.first[n + 1] += graph.first[n];
  const std::size_t edges = graph.first.back();
  graph.source.resize(edges);
  graph.target.resize(edges);
  scores.value.resize(edges);
  for (std::uint32_t a = 0; a < grid_.hit.size(); ++a) {
    kept_.clear();
    for (std::uint32_t e = doublets_.first[a]; e < doublets_.first[a + 1]; ++e) {
      if (bin_[e] != dropped) kept_.emplace_back(grid_.hit[doublets_.edge[e].outer], bin_[e]);
    }
    std::sort(kept_.begin(), kept_.end());
    std::uint32_t at = graph.first[grid_.hit[a]];
    for (const auto& [target, bin] : kept_) {
      graph.source[at] = grid_.hit[a];
      graph.target[at] = target;
      scores.value[at++] = bin_score_[bin];
    }
  }
}

}  // namespace trackloom::layer_map
