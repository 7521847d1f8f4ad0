#pragma once

#include <array>
#include <string>

#include "evaluation/track_sets.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "event_data/true_edges.hpp"
#include "event_data/truth.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::evaluation {

// Sink: how far two lists of tracks agree and, where graphs and scores are wired, two
// classifications of edges. Edges are compared one by one in events in which both graphs are the
// same; of other graphs the number of common edges is counted.
class Agreement {
 public:
  struct Config {
    double cut_a = 0.5;  // exclusive, as everywhere
    double cut_b = 0.5;
  };
  static void describe(StageDescription<Config>& stage);
  explicit Agreement(const Config& config) : config_(config) {}
  void begin(RunContext& context) { stage_name_ = context.stage_name(); }
  void operator()(const TrackCandidates& tracks_a, const TrackCandidates& tracks_b,
                  const HitGraph* graph_a, const EdgeScores* scores_a, const HitGraph* graph_b,
                  const EdgeScores* scores_b, const Hits& hits, const Truth& truth,
                  const Particles& particles);
  void finish(Summary& summary);

 private:
  // Edges by [kept by A][kept by B].
  using Kept = std::array<std::array<std::uint64_t, 2>, 2>;
  void compare_graphs(const HitGraph& a, const HitGraph& b, bool same);
  void compare_scores(const HitGraph& graph, const EdgeScores& a, const EdgeScores& b,
                      const Truth& truth, bool with_truth);

  Config config_;
  std::string stage_name_;
  TrackAgreement tracks_;
  std::uint64_t events_ = 0, graph_events_ = 0, same_graphs_ = 0;
  std::uint64_t edges_a_ = 0, edges_b_ = 0, common_edges_ = 0;
  Kept true_{}, fake_{};  // of same graphs; without truth all edges count as fake
  double difference_sum_ = 0, difference_max_ = 0;
  std::uint64_t scored_ = 0;
  bool truth_everywhere_ = true;
  ParticleHits true_edges_;
};

}  // namespace trackloom::evaluation
