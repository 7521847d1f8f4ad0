#include "evaluation/agreement.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "evaluation/fraction.hpp"

namespace trackloom::evaluation {
namespace {

// Both lists are sorted by (source, target).
std::uint64_t count_common(const HitGraph& a, const HitGraph& b) {
  std::uint64_t common = 0;
  for (std::size_t i = 0, j = 0; i < a.edges() && j < b.edges();) {
    const std::pair left(a.source[i], a.target[i]), right(b.source[j], b.target[j]);
    if (left == right) ++common;
    if (left <= right) ++i;
    if (right <= left) ++j;
  }
  return common;
}

void check_scores(const HitGraph& graph, const EdgeScores& scores, const char* side) {
  if (scores.value.size() == graph.edges()) return;
  throw std::runtime_error("graph " + std::string(side) + " has " + std::to_string(graph.edges()) +
                           " edges but its scores " + std::to_string(scores.value.size()));
}

}  // namespace

void Agreement::describe(StageDescription<Config>& stage) {
  stage.doc(
      "How far two lists of tracks agree, and two classifications of edges where the graphs are "
      "the same.");
  stage.inputs({"tracks_a", "tracks_b", "graph_a", "scores_a", "graph_b", "scores_b", "hits",
                "truth", "particles"});
  stage.param("cut_a", &Config::cut_a).range(0, 1).doc("edges of A with a score above are kept");
  stage.param("cut_b", &Config::cut_b).range(0, 1).doc("edges of B with a score above are kept");
}

void Agreement::compare_graphs(const HitGraph& a, const HitGraph& b, bool same) {
  ++graph_events_;
  same_graphs_ += same ? 1 : 0;
  edges_a_ += a.edges();
  edges_b_ += b.edges();
  common_edges_ += same ? a.edges() : count_common(a, b);
}

void Agreement::compare_scores(const HitGraph& graph, const EdgeScores& a, const EdgeScores& b,
                               const Truth& truth, bool with_truth) {
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    const std::uint32_t from = graph.source[e], to = graph.target[e];
    const bool is_true = with_truth && (true_edges_.is_true_edge(truth, from, to) ||
                                        true_edges_.is_true_edge(truth, to, from));
    Kept& kept = is_true ? true_ : fake_;
    ++kept[a.value[e] > config_.cut_a ? 1 : 0][b.value[e] > config_.cut_b ? 1 : 0];
    const double difference = std::abs(static_cast<double>(a.value[e]) - b.value[e]);
    difference_sum_ += difference;
    difference_max_ = std::max(difference_max_, difference);
  }
  scored_ += graph.edges();
}

void Agreement::operator()(const TrackCandidates& tracks_a, const TrackCandidates& tracks_b,
                           const HitGraph* graph_a, const EdgeScores* scores_a,
                           const HitGraph* graph_b, const EdgeScores* scores_b, const Hits& hits,
                           const Truth& truth, const Particles& particles) {
  ++events_;
  tracks_.add(tracks_a, tracks_b);
  if (!graph_a || !graph_b) return;
  const bool same = graph_a == graph_b ||
                    (graph_a->nodes == graph_b->nodes && graph_a->source == graph_b->source &&
                     graph_a->target == graph_b->target);
  compare_graphs(*graph_a, *graph_b, same);
  if (!same || !scores_a || !scores_b) return;
  check_scores(*graph_a, *scores_a, "a");
  check_scores(*graph_b, *scores_b, "b");
  const bool with_truth = truth.present && particles.present;
  truth_everywhere_ = truth_everywhere_ && with_truth;
  if (with_truth) true_edges_.build(hits, truth, particles);
  compare_scores(*graph_a, *scores_a, *scores_b, truth, with_truth);
}

void Agreement::finish(Summary& summary) {
  const auto give = [&](const char* name, auto value) {
    summary.figure(name, static_cast<double>(value));
  };
  give("events", events_);
  give("tracks_identical", tracks_.identical);
  give("tracks_alike", tracks_.alike);
  give("tracks_only_a", tracks_.only_a);
  give("tracks_only_b", tracks_.only_b);
  give("graph_events", graph_events_);
  give("same_graphs", same_graphs_);
  give("edges_a", edges_a_);
  give("edges_b", edges_b_);
  give("edges_common", common_edges_);
  give("edges_scored", scored_);
  if (scored_ == 0) return;
  give("edges_with_truth", truth_everywhere_ ? 1 : 0);
  give("score_difference_mean", difference_sum_ / static_cast<double>(scored_));
  give("score_difference_max", difference_max_);
  for (const auto& [name, kept] : {std::pair("true", &true_), std::pair("fake", &fake_)}) {
    const std::string prefix = std::string(name) + "_kept_";
    give((prefix + "both").c_str(), (*kept)[1][1]);
    give((prefix + "a").c_str(), (*kept)[1][0]);
    give((prefix + "b").c_str(), (*kept)[0][1]);
    give((prefix + "none").c_str(), (*kept)[0][0]);
  }
}

}  // namespace trackloom::evaluation
