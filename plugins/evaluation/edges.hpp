#pragma once

#include <string>

#include "evaluation/edge_counts.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::evaluation {

// Sink: efficiency and purity of a graph's edges and, where there are scores, of their
// classification. A pipeline may use it on several graphs under different names.
class EdgeEvaluation {
 public:
  struct Config : EdgeCounts::Selection {
    double confidence = 0.6827;
  };
  static void describe(StageDescription<Config>& stage);
  explicit EdgeEvaluation(const Config& config) : config_(config), counts_(config) {}
  void begin(RunContext& context) { stage_name_ = context.stage_name(); }
  void operator()(const Hits& hits, const Truth& truth, const Particles& particles,
                  const HitGraph* graph, const EdgeScores* scores);
  void finish(Summary& summary);

 private:
  void figures(Summary& summary) const;
  Table score_table() const;

  Config config_;
  EdgeCounts counts_;
  std::string stage_name_;
  std::uint64_t events_ = 0, all_edges_ = 0;
};

}  // namespace trackloom::evaluation
