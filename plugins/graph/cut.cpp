#include "graph/cut.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>

namespace trackloom::graph {

void Cut::describe(StageDescription<Config>& stage) {
  stage.doc("Keeps the edges with the best scores: a filter's or a map's choice made smaller.")
      .clone_per_thread();
  stage.param("min_score", &Config::min_score).range(0, 1).doc("drop edges with less");
  stage.param("max_edges", &Config::max_edges)
      .at_least(1)
      .doc("keep at most so many edges, those with the best scores");
}

void Cut::operator()(const HitGraph& graph, const EdgeScores& scores, HitGraph& kept,
                     EdgeScores& kept_scores) {
  if (scores.value.size() != graph.edges()) {
    throw std::runtime_error("the graph has " + std::to_string(graph.edges()) +
                             " edges, there are " + std::to_string(scores.value.size()) +
                             " scores");
  }
  float cut = config_.min_score;
  std::size_t at_cut = graph.edges();  // edges with just this score that there is room for
  const auto room = static_cast<std::size_t>(config_.max_edges);
  const auto above = static_cast<std::size_t>(
      std::count_if(scores.value.begin(), scores.value.end(), [&](float s) { return s >= cut; }));
  if (above > room) {
    sorted_ = scores.value;
    const auto last = sorted_.begin() + static_cast<std::ptrdiff_t>(room - 1);
    std::nth_element(sorted_.begin(), last, sorted_.end(), std::greater<>());
    cut = *last;
    at_cut = room - static_cast<std::size_t>(std::count_if(scores.value.begin(), scores.value.end(),
                                                           [&](float s) { return s > cut; }));
  }
  kept.nodes = graph.nodes;
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    const float score = scores.value[e];
    if (!(score >= cut)) continue;
    if (score == cut) {
      if (at_cut == 0) continue;
      --at_cut;
    }
    kept.source.push_back(graph.source[e]);
    kept.target.push_back(graph.target[e]);
    kept_scores.value.push_back(score);
  }
  kept.index();
}

}  // namespace trackloom::graph
