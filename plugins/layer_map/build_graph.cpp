#include "layer_map/build_graph.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace trackloom::layer_map {

void BuildGraph::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Builds the hit graph with a layer-window map: candidates inside learned windows, ranked by "
      "a "
      "likelihood ratio of the doublet and of its best triplets on both sides.");
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
  stage.clone_per_thread();
}

BuildGraph::BuildGraph(const Config& config) : config_(config) {
  try {
    map_ = LayerMap::read(config.map);
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "map");
  }
}

void BuildGraph::operator()(const Hits& hits, const DetectorRef& detector, HitGraph& graph,
                            EdgeScores& scores) {
  if (!steps_) {
    if (detector->fingerprint() != map_.geometry) {
      throw std::runtime_error(config_.map +
                               " was learned in another detector than that of these events; learn "
                               "a map for it with pipelines/train/layer_map.yaml");
    }
    steps_.emplace(map_, *detector, true);
  }
  grid_.build(hits, *detector);
  find_doublets(map_, *steps_, grid_, edges_);
  best_triplets(map_, *steps_, grid_, edges_, inner_, outer_);
  score_.resize(edges_.size());
  for (std::size_t e = 0; e < edges_.size(); ++e) {
    const float llr = map_.final_llr[final_bin(llr_bin(edges_.llr[e]), triplet_llr_bin(inner_[e]),
                                               triplet_llr_bin(outer_[e]))];
    score_[e] = 1 / (1 + std::exp(-llr));
  }
  emit(hits, graph, scores);
}

// Keeps the best max_edges doublets and puts them in the graph's order. Scores come from a table,
// so many are equal: at the limit the first in the search's order win.
void BuildGraph::emit(const Hits& hits, HitGraph& graph, EdgeScores& scores) {
  const auto limit = static_cast<std::size_t>(config_.max_edges);
  float cut = config_.min_score;
  std::size_t at_cut = edges_.size();
  if (edges_.size() > limit) {
    std::vector<float>& order = inner_;  // no longer needed
    order.assign(score_.begin(), score_.end());
    const auto nth = order.begin() + static_cast<std::ptrdiff_t>(limit - 1);
    std::nth_element(order.begin(), nth, order.end(), std::greater<>());
    if (*nth >= cut) {
      cut = *nth;
      const auto above = static_cast<std::size_t>(
          std::count_if(score_.begin(), score_.end(), [&](float s) { return s > cut; }));
      at_cut = limit - above;
    }
  }
  graph.nodes = static_cast<std::uint32_t>(hits.size());
  graph.first.assign(hits.size() + 1, 0);
  for (std::size_t e = 0; e < edges_.size(); ++e) {
    const bool keep = score_[e] > cut || (score_[e] == cut && at_cut > 0);
    if (keep && score_[e] == cut) --at_cut;
    if (!keep) {
      score_[e] = -1;
    } else {
      ++graph.first[grid_.hit[edges_.inner[e]] + 1];
    }
  }
  for (std::size_t n = 0; n < hits.size(); ++n) graph.first[n + 1] += graph.first[n];
  const std::size_t kept = graph.first.back();
  graph.source.resize(kept);
  graph.target.resize(kept);
  scores.value.resize(kept);
  // The doublets of a hit stand together: sort each hit's few by their target's row.
  for (std::uint32_t a = 0; a < grid_.hit.size(); ++a) {
    by_source_.clear();
    for (std::uint32_t e = edges_.first[a]; e < edges_.first[a + 1]; ++e) {
      if (score_[e] >= 0) by_source_.push_back(e);
    }
    std::sort(by_source_.begin(), by_source_.end(), [&](std::uint32_t x, std::uint32_t y) {
      return grid_.hit[edges_.outer[x]] < grid_.hit[edges_.outer[y]];
    });
    std::uint32_t at = graph.first[grid_.hit[a]];
    for (const std::uint32_t e : by_source_) {
      graph.source[at] = grid_.hit[a];
      graph.target[at] = grid_.hit[edges_.outer[e]];
      scores.value[at++] = score_[e];
    }
  }
}

}  // namespace trackloom::layer_map
