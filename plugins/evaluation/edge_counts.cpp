#include "evaluation/edge_counts.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>

#include "event_data/truth_matching.hpp"
#include "event_data/union_find.hpp"

namespace trackloom::evaluation {
namespace {

// selected_ of a particle: bit i for pT > edge_pt[i], and these. 0: not selected at all.
constexpr char prompt_bit = 1 << 5;
constexpr char target_bit = 1 << 6;

void check_size(const char* what, std::size_t size, const char* of, std::size_t expected) {
  if (size != expected) {
    throw std::runtime_error(std::string(what) + " has " + std::to_string(size) +
                             " entries, expected one for each of the " + std::to_string(expected) +
                             " " + of);
  }
}

}  // namespace

EdgeCounts::EdgeCounts(const Selection& s)
    : selection(s),
      by_pt({0, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.5, 2, 3, 5,
             std::numeric_limits<double>::infinity()}),
      by_eta({-4, -3.5, -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4}) {}

void EdgeCounts::count_bins(const Hits& hits, const Truth& truth, const Particles& particles,
                            const HitGraph& graph, const EdgeScores& edge_scores) {
  using Bin = std::optional<std::size_t>;
  std::vector<Bin> of_particle(particles.size());
  for (std::size_t p = 0; p < particles.size(); ++p) {
    of_particle[p] =
        by_pt.bin_of(std::hypot(static_cast<double>(particles.px[p]), particles.py[p]));
  }
  std::vector<Bin> of_hit(hits.size());
  for (std::size_t h = 0; h < hits.size(); ++h) {
    const double r = std::hypot(static_cast<double>(hits.x[h]), hits.y[h]);
    of_hit[h] = by_eta.bin_of(std::asinh(hits.z[h] / r));
  }
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    const std::uint32_t inner = truth.particle[graph.source[e]];
    const std::uint32_t outer = truth.particle[graph.target[e]];
    const std::uint32_t p = inner != no_particle ? inner : outer;
    by_pt.add(p != no_particle ? of_particle[p] : Bin(), edge_scores.value[e], kind_[e]);
    by_eta.add(of_hit[graph.source[e]], edge_scores.value[e], kind_[e]);
  }
}

void EdgeCounts::count_true_edges(const Particles& particles) {
  selected_.assign(particles.size(), 0);
  for (std::size_t p = 0; p < particles.size(); ++p) {
    const auto list = true_edges_.hits(p);
    const double pt = std::hypot(static_cast<double>(particles.px[p]), particles.py[p]);
    if (list.size() < static_cast<std::size_t>(selection.min_hits) || !(pt > 0) ||
        !(std::abs(std::asinh(particles.pz[p] / pt)) < selection.max_abs_eta)) {
      continue;
    }
    char bits = 0;
    for (std::size_t i = 0; i < edge_pt.size(); ++i) {
      if (pt > edge_pt[i]) bits |= static_cast<char>(1 << i);
    }
    if (std::hypot(static_cast<double>(particles.vx[p]), particles.vy[p]) <
        selection.prompt_radius) {
      bits |= prompt_bit;
    }
    if (pt > selection.target_pt) bits |= target_bit;
    selected_[p] = bits;
    std::uint64_t count = 0;
    true_edges_.for_each_true_edge(p, [&](std::uint32_t, std::uint32_t) { ++count; });
    for (std::size_t i = 0; i < edge_pt.size(); ++i) {
      if (!(bits & (1 << i))) continue;
      all[i].total += count;
      if (bits & prompt_bit) prompt[i].total += count;
    }
    if (bits & target_bit) {
      target.total += count;
      cumulative.total += count;
    }
  }
}

void EdgeCounts::count_edge(EdgeKind kind, double weight) {
  const bool is_target = kind == EdgeKind::target;
  ++edges;
  purity.count(kind != EdgeKind::fake);
  target_purity.count(is_target);
  if (kind != EdgeKind::other_true) masked_purity.count(is_target);
  if (!is_target) return;
  ++target.passed;
  target_weight += weight;
}

void EdgeCounts::count_score(EdgeKind kind, double weight, float score) {
  const bool is_target = kind == EdgeKind::target;
  const bool kept = score > selection.score_cut;
  ++scored_edges;
  scores.add(score, kind, weight);
  if (is_target) {
    cut_efficiency.count(kept);
    if (kept) ++cumulative.passed;
  }
  if (!kept) return;
  cut_purity.count(kind != EdgeKind::fake);
  cut_target_purity.count(is_target);
  if (kind != EdgeKind::other_true) cut_masked_purity.count(is_target);
  if (is_target) cut_target_weight += weight;
}

void EdgeCounts::add(const Hits& hits, const Truth& truth, const Particles& particles,
                     const HitGraph& graph, const EdgeScores* edge_scores) {
  check_size("truth", truth.size(), "hits", hits.size());
  check_size("the graph's node list", graph.nodes, "hits", hits.size());
  if (edge_scores) check_size("scores", edge_scores->value.size(), "edges", graph.edges());
  ++events;
  true_edges_.build(hits, truth, particles);
  count_true_edges(particles);
  const double mean_weight = mean_trackml_weight(
      true_edges_, truth, [&](std::size_t p) { return (selected_[p] & target_bit) != 0; });
  kind_.assign(graph.edges(), EdgeKind::fake);
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    const std::uint32_t a = graph.source[e], b = graph.target[e];
    if (true_edges_.is_true_edge(truth, a, b) || true_edges_.is_true_edge(truth, b, a)) {
      const char bits = selected_[truth.particle[a]];
      kind_[e] = bits & target_bit ? EdgeKind::target : EdgeKind::other_true;
      for (std::size_t i = 0; i < edge_pt.size(); ++i) {
        if (!(bits & (1 << i))) continue;
        ++all[i].passed;
        if (bits & prompt_bit) ++prompt[i].passed;
      }
    }
    // Files without weights have zeros.
    const double weight = mean_weight > 0 ? trackml_weight(truth, a, b) / mean_weight : 1.0;
    count_edge(kind_[e], weight);
    if (edge_scores) count_score(kind_[e], weight, edge_scores->value[e]);
  }
  if (edge_scores) count_bins(hits, truth, particles, graph, *edge_scores);
  add_ceiling(truth, particles, graph);
}

void EdgeCounts::add_ceiling(const Truth& truth, const Particles& particles,
                             const HitGraph& graph) {
  UnionFind sets(graph.nodes);
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    if (kind_[e] != EdgeKind::fake) sets.join(graph.source[e], graph.target[e]);
  }
  // Counting sort of the hits by component, which its smallest hit names.
  std::vector<std::uint32_t> first(graph.nodes + 1, 0), member(graph.nodes);
  for (std::uint32_t n = 0; n < graph.nodes; ++n) ++first[sets.find(n) + 1];
  for (std::uint32_t n = 0; n < graph.nodes; ++n) first[n + 1] += first[n];
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  for (std::uint32_t n = 0; n < graph.nodes; ++n) member[next[sets.find(n)]++] = n;
  TrackCandidates tracks;
  for (std::uint32_t n = 0; n < graph.nodes; ++n) {
    if (first[n + 1] - first[n] < static_cast<std::uint32_t>(selection.min_track_hits)) continue;
    tracks.push_back({member.data() + first[n], member.data() + first[n + 1]});
  }
  const ParticleSizes sizes(truth, particles.size());
  const double score = trackml_score(truth, tracks, match_tracks(truth, sizes, tracks));
  if (std::isnan(score)) return;
  ceiling_sum += score;
  ++ceiling_events;
}

}  // namespace trackloom::evaluation
