// What is counted of the edges of graphs, summed over events.
#pragma once

#include <array>
#include <cstdint>

#include "evaluation/binned_scores.hpp"
#include "evaluation/fraction.hpp"
#include "evaluation/score_histogram.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "event_data/true_edges.hpp"
#include "event_data/truth.hpp"

namespace trackloom::evaluation {

inline constexpr std::array edge_pt{1.0, 0.5, 0.2, 0.1};  // GeV

// An edge of a graph is true if its hits are a true edge (event_data/true_edges.hpp) in either
// direction: graphs point away from the origin, particles from far vertices need not.
// A target edge is a true one of a particle with |eta| < max_abs_eta, min_hits and pT > target_pt.
class EdgeCounts {
 public:
  struct Selection {
    double max_abs_eta = 4;
    int min_hits = 3;
    double target_pt = 0.1;    // GeV
    double prompt_radius = 2;  // mm
    double score_cut = 0.5;    // exclusive
    int min_track_hits = 3;    // of the perfect classifier's components
  };
  Selection selection;

  std::uint64_t events = 0, edges = 0, scored_edges = 0;
  // True edges of selected particles with pT > edge_pt[i] that the graph has.
  std::array<Fraction, edge_pt.size()> all, prompt;
  Fraction target;         // the same for the target edges
  Fraction purity;         // true edges / edges
  Fraction target_purity;  // target edges / edges
  Fraction masked_purity;  // target edges / (target edges + fakes)
  // Of the masked purities with TrackML weights: target edges count theirs (true_edges.hpp),
  // normalised to mean 1 over the event's target edges, fakes 1.
  double target_weight = 0, cut_target_weight = 0;
  // At score_cut:
  Fraction cut_efficiency;  // target edges kept / target edges in the graph
  Fraction cumulative;      // target edges kept / target edges: construction x classification
  Fraction cut_purity, cut_target_purity, cut_masked_purity;
  ScoreHistogram scores;
  // By pT of the particle of the edge's inner hit, where that is noise of its outer hit (an edge
  // between two noise hits is in no bin); by pseudorapidity of the inner hit from the origin.
  BinnedScores by_pt, by_eta;
  double ceiling_sum = 0;  // TrackML score of the true edges' connected components
  std::uint64_t ceiling_events = 0;

  explicit EdgeCounts(const Selection& s);

  // Truth and particles must be present; `edge_scores` may be null. Throws std::runtime_error where
  // sizes do not agree.
  void add(const Hits& hits, const Truth& truth, const Particles& particles, const HitGraph& graph,
           const EdgeScores* edge_scores);

  double weighted_purity() const noexcept { return with_fakes(target_weight, masked_purity); }
  double cut_weighted_purity() const noexcept {
    return with_fakes(cut_target_weight, cut_masked_purity);
  }
  double ceiling() const noexcept { return ceiling_sum / static_cast<double>(ceiling_events); }

 private:
  // weight / (weight + fakes of that purity); NaN without both.
  static double with_fakes(double weight, const Fraction& purity) noexcept {
    return weight / (weight + static_cast<double>(purity.total - purity.passed));
  }
  void count_true_edges(const Particles& particles);
  // `weight` of a target edge.
  void count_edge(EdgeKind kind, double weight);
  void count_score(EdgeKind kind, double weight, float score);
  void count_bins(const Hits& hits, const Truth& truth, const Particles& particles,
                  const HitGraph& graph, const EdgeScores& edge_scores);
  void add_ceiling(const Truth& truth, const Particles& particles, const HitGraph& graph);

  ParticleHits true_edges_;
  std::vector<EdgeKind> kind_;  // of every edge of the event's graph
  std::vector<char> selected_;  // of every particle: see the source
};

}  // namespace trackloom::evaluation
