#include "triplets/build.hpp"

#include <stdexcept>
#include <string>

namespace trackloom::triplets {

namespace {

void check_limit(std::uint64_t count, int limit, const std::string& what, const char* parameter) {
  if (count <= static_cast<std::uint64_t>(limit)) return;
  throw std::runtime_error("the event has " + std::to_string(count) + " " + what + ", more than " +
                           parameter + " = " + std::to_string(limit) +
                           ": raise score_cut, or the limit if there is memory for them");
}

}  // namespace

void Build::describe(StageDescription<Config>& stage) {
  stage
      .doc(
          "The doublet-to-triplet graph: edges above a cut become nodes, pairs of them that share "
          "their middle hit become edges.")
      .outputs({"triplets"});
  stage.param("score_cut", &Config::score_cut)
      .range(0, 1)
      .doc("edges with a score above this are doublets");
  stage.param("max_doublets", &Config::max_doublets)
      .range(1, 2e9)
      .doc("an event with more of them fails: it would take too much memory");
  stage.param("max_triplets", &Config::max_triplets).range(1, 2e9).doc("likewise");
}

void Build::operator()(const HitGraph& graph, const EdgeScores& scores,
                       TripletGraph& triplets) const {
  if (scores.value.size() != graph.edges()) {
    throw std::runtime_error("the graph has " + std::to_string(graph.edges()) + " edges but " +
                             std::to_string(scores.value.size()) +
                             " scores: the scores were made for another graph");
  }
  triplets.hits = graph.nodes;
  std::vector<std::uint32_t> first(graph.nodes + 1, 0);  // doublets that begin at a hit
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    if (!(scores.value[e] > config_.score_cut)) continue;
    triplets.inner.push_back(graph.source[e]);
    triplets.outer.push_back(graph.target[e]);
    triplets.score.push_back(scores.value[e]);
    ++first[graph.source[e] + 1];
  }
  check_limit(triplets.doublets(), config_.max_doublets, "doublets above score_cut",
              "max_doublets");
  for (std::uint32_t n = 0; n < graph.nodes; ++n) first[n + 1] += first[n];

  std::uint64_t count = 0;
  for (const std::uint32_t hit : triplets.outer) count += first[hit + 1] - first[hit];
  check_limit(count, config_.max_triplets, "triplets", "max_triplets");
  HitGraph& links = triplets.links;
  links.nodes = static_cast<std::uint32_t>(triplets.doublets());
  links.source.reserve(count);
  links.target.reserve(count);
  for (std::uint32_t a = 0; a < links.nodes; ++a) {
    const std::uint32_t middle = triplets.outer[a];
    for (std::uint32_t b = first[middle]; b < first[middle + 1]; ++b) {
      links.source.push_back(a);
      links.target.push_back(b);
    }
  }
  links.index();
}

}  // namespace trackloom::triplets
