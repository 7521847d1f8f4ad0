// Stage graph.cut: the edges of a graph that a score finds worth keeping.
#pragma once

#include <cstdint>
#include <vector>

#include "event_data/graph.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::graph {

// Keeps edges with score >= min_score; of more than max_edges the best, ties by edge index. Edges
// keep their order and their scores. Throws std::runtime_error if graph and scores differ in size.
class Cut {
 public:
  struct Config {
    float min_score = 0.01F;
    std::int64_t max_edges = 1'000'000;
  };
  static void describe(StageDescription<Config>& stage);
  explicit Cut(const Config& config) : config_(config) {}

  void operator()(const HitGraph& graph, const EdgeScores& scores, HitGraph& kept,
                  EdgeScores& kept_scores);

 private:
  Config config_;
  std::vector<float> sorted_;
};

}  // namespace trackloom::graph
