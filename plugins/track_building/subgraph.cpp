#include "track_building/subgraph.hpp"

#include <stdexcept>
#include <string>

namespace trackloom::track_building {

void check_scores(const HitGraph& graph, const EdgeScores& scores) {
  if (scores.value.size() != graph.edges()) {
    throw std::runtime_error("the graph has " + std::to_string(graph.edges()) + " edges but " +
                             std::to_string(scores.value.size()) +
                             " scores: the scores were made for another graph");
  }
}

void check_hits(const HitGraph& graph, std::size_t hits) {
  if (graph.nodes != hits) {
    throw std::runtime_error("the graph has " + std::to_string(graph.nodes) +
                             " nodes but the event " + std::to_string(hits) +
                             " hits: the graph was made of other hits");
  }
}

Subgraph::Subgraph(const HitGraph& graph, const EdgeScores& scores, float cut)
    : nodes(graph.nodes), first_out(graph.nodes + 1, 0), first_in(graph.nodes + 1, 0) {
  check_scores(graph, scores);
  const std::size_t count = graph.edges();
  const std::size_t guess = count / 2;
  source.reserve(guess);
  target.reserve(guess);
  score.reserve(guess);
  for (std::size_t e = 0; e < count; ++e) {
    if (!(scores.value[e] > cut)) continue;
    source.push_back(graph.source[e]);
    target.push_back(graph.target[e]);
    score.push_back(scores.value[e]);
    ++first_out[graph.source[e] + 1];
    ++first_in[graph.target[e] + 1];
  }
  for (std::uint32_t n = 0; n < nodes; ++n) {
    first_out[n + 1] += first_out[n];
    first_in[n + 1] += first_in[n];
  }
  in_edge.resize(source.size());
  std::vector<std::uint32_t> next(first_in.begin(), first_in.end() - 1);
  for (std::uint32_t e = 0; e < edges(); ++e) in_edge[next[target[e]]++] = e;
}

std::vector<std::uint32_t> topological_order(const Subgraph& graph) {
  std::vector<std::uint32_t> order, missing(graph.nodes);
  order.reserve(graph.nodes);
  for (std::uint32_t n = 0; n < graph.nodes; ++n) {
    missing[n] = graph.in_degree(n);
    if (missing[n] == 0) order.push_back(n);
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::uint32_t n = order[i];
    for (std::uint32_t e = graph.first_out[n]; e < graph.first_out[n + 1]; ++e) {
      if (--missing[graph.target[e]] == 0) order.push_back(graph.target[e]);
    }
  }
  if (order.size() != graph.nodes) {
    throw std::runtime_error("the graph has a cycle: edges must point away from the origin");
  }
  return order;
}

}  // namespace trackloom::track_building
