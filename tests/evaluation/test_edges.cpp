#include "evaluation/edges.hpp"

#include <doctest/doctest.h>

#include "small_event.hpp"
#include "trackloom/error.hpp"

using namespace trackloom;
using namespace trackloom::evaluation;

namespace {

struct EdgeEvent : SmallEvent {
  HitGraph graph;
  EdgeScores scores;

  // In order of (source, target).
  void edge(std::uint32_t a, std::uint32_t b, float score) {
    graph.source.push_back(a);
    graph.target.push_back(b);
    scores.value.push_back(score);
    graph.nodes = static_cast<std::uint32_t>(hits.size());
  }
};

void check(const Fraction& f, std::uint64_t passed, std::uint64_t total) {
  CHECK(f.passed == passed);
  CHECK(f.total == total);
}

// Particle 1: 2 GeV, prompt, hits 0-3. Particle 2: 0.3 GeV, displaced, hits 4-9, two on each of
// three layers. Particle 3: 0.05 GeV, hits 10-12. Noise: 13.
EdgeEvent mixed() {
  EdgeEvent e;
  e.particle(1, 2);
  e.particle(2, 0.3F, 0, 10);
  e.particle(3, 0.05F);
  e.add_hits(1, 4, 0.1);
  e.add_hits(2, 6, 0.1, 2);
  e.add_hits(3, 3, 0);
  e.add_hits(0, 1, 0);
  e.edge(0, 1, 0.9F);    // true, target
  e.edge(0, 4, 0.7F);    // fake
  e.edge(1, 2, 0.4F);    // true, target
  e.edge(4, 5, 0.2F);    // two hits of one layer: fake
  e.edge(4, 6, 0.8F);    // true, target
  e.edge(5, 7, 0.5F);    // true, target, at the cut
  e.edge(8, 6, 0.95F);   // true, target, against the particle's direction
  e.edge(10, 11, 0.9F);  // true, not target
  e.edge(12, 13, 0.1F);  // fake
  return e;
}

}  // namespace

TEST_CASE("edges: efficiency by pT counts all combinations of consecutive layers") {
  const EdgeEvent e = mixed();
  EdgeCounts c{EdgeCounts::Selection{}};
  c.add(e.hits, e.truth, e.particles, e.graph, &e.scores);
  check(c.all[0], 2, 3);      // pT > 1: 3 true edges
  check(c.all[1], 2, 3);      // pT > 0.5
  check(c.all[2], 5, 3 + 8);  // pT > 0.2: 2 x 2 + 2 x 2 more
  check(c.all[3], 5, 11);
  check(c.prompt[3], 2, 3);
  check(c.target, 5, 11);
  check(c.purity, 6, 9);
  check(c.target_purity, 5, 9);
  check(c.masked_purity, 5, 8);
}

TEST_CASE("edges: what a cut keeps has a score above it") {
  const EdgeEvent e = mixed();
  EdgeCounts c{EdgeCounts::Selection{}};
  c.add(e.hits, e.truth, e.particles, e.graph, &e.scores);
  check(c.cut_efficiency, 3, 5);
  check(c.cumulative, 3, 11);
  check(c.cut_purity, 4, 5);
  check(c.cut_target_purity, 3, 5);
  check(c.cut_masked_purity, 3, 4);
}

TEST_CASE(
    "edges: weighted purity counts target edges by TrackML weight, of mean 1 over the event's") {
  EdgeEvent e;
  e.particle(1, 2);
  e.particle(2, 2);
  e.particle(3, 0.05F);
  e.add_hits(1, 3, 0.1);
  e.add_hits(2, 3, 0.3);
  e.add_hits(3, 3, 0.7);
  e.edge(0, 1, 0.9F);  // target, 0.1 over a mean of 0.2: 0.5
  e.edge(0, 3, 0.6F);  // fake
  e.edge(3, 4, 0.8F);  // target: 1.5
  e.edge(4, 5, 0.3F);  // target: 1.5
  e.edge(6, 7, 0.9F);  // true, not target: left out
  e.edge(6, 1, 0.1F);  // fake
  EdgeCounts c{EdgeCounts::Selection{}};
  c.add(e.hits, e.truth, e.particles, e.graph, &e.scores);
  CHECK(c.weighted_purity() == doctest::Approx(3.5 / 5.5));
  CHECK(c.cut_weighted_purity() == doctest::Approx(2.0 / 3));
  CHECK(c.scores.at_efficiency(0.98).weighted_purity == doctest::Approx(3.5 / 4.5));

  for (double& weight : e.truth.weight) weight = 0;  // a file without weights
  EdgeCounts plain{EdgeCounts::Selection{}};
  plain.add(e.hits, e.truth, e.particles, e.graph, &e.scores);
  CHECK(plain.weighted_purity() == plain.masked_purity.value());
}

TEST_CASE("edges: particles with few hits or large eta are not selected") {
  EdgeEvent e;
  e.particle(1, 2);
  e.particle(2, 2, 4.5F);
  e.add_hits(1, 2);
  e.add_hits(2, 4);
  e.edge(0, 1, 1);
  e.edge(2, 3, 1);
  EdgeCounts c{EdgeCounts::Selection{}};
  c.add(e.hits, e.truth, e.particles, e.graph, nullptr);
  check(c.all[0], 0, 0);
  check(c.purity, 2, 2);
  check(c.target_purity, 0, 2);
}

TEST_CASE("edges: the ceiling is the score of the true edges' components") {
  const EdgeEvent e = mixed();
  EdgeCounts c{EdgeCounts::Selection{}};
  c.add(e.hits, e.truth, e.particles, e.graph, nullptr);
  // Component 0-1-2 has 3 of 4 hits of particle 1; 4-6-8 has 3 of 6 of particle 2, which is not
  // more than half; 5-7 and 10-11 are too short.
  CHECK(c.ceiling() == doctest::Approx(0.3 / 1.0));
}

TEST_CASE("edges: scores, truth and graph must fit one another") {
  EdgeEvent e = mixed();
  EdgeCounts c{EdgeCounts::Selection{}};
  e.scores.value.pop_back();
  CHECK_THROWS_WITH_AS(c.add(e.hits, e.truth, e.particles, e.graph, &e.scores),
                       "scores has 8 entries, expected one for each of the 9 edges",
                       std::runtime_error);
  e.graph.nodes = 13;
  CHECK_THROWS_AS(c.add(e.hits, e.truth, e.particles, e.graph, nullptr), std::runtime_error);
}

TEST_CASE("edges sink: figures of graph and scores; several sinks in one pipeline by name") {
  const EdgeEvent e = mixed();
  EdgeEvaluation sink({});
  NamedContext context("pruned");
  sink.begin(context);
  sink(e.hits, e.truth, e.particles, &e.graph, &e.scores);
  RecordedSummary s;
  sink.finish(s);
  CHECK(s.figures.at("edges_per_event") == 9);
  CHECK(s.figures.at("edge_efficiency_all_pt1.0") == doctest::Approx(2.0 / 3));
  CHECK(s.figures.at("edge_efficiency_prompt_pt0.1") == doctest::Approx(2.0 / 3));
  CHECK(s.figures.at("ceiling_score") == doctest::Approx(0.3));
  CHECK(s.figures.at("cumulative_efficiency") == doctest::Approx(3.0 / 11));
  // Targets 0.9, 0.4, 0.8, 0.5, 0.95 against fakes 0.7, 0.2, 0.1: 13 of 15 pairs in order.
  CHECK(s.figures.at("auc") == doctest::Approx(13.0 / 15));
  CHECK(s.cell("pruned_edges", "weighted purity") == "0.6250");
  CHECK(s.cell("pruned_edges", "edges per event") == "9");
}

TEST_CASE("edges sink: without scores no figures of a classification, without truth none at all") {
  EdgeEvent e = mixed();
  EdgeEvaluation sink({});
  sink(e.hits, e.truth, e.particles, &e.graph, nullptr);
  RecordedSummary s;
  sink.finish(s);
  CHECK(s.figures.count("purity") == 1);
  CHECK(s.figures.count("auc") == 0);
  CHECK(s.figures.count("cut_efficiency") == 0);

  EdgeEvaluation blind({});
  e.truth.clear();
  e.particles.clear();
  blind(e.hits, e.truth, e.particles, &e.graph, &e.scores);
  RecordedSummary none;
  blind.finish(none);
  CHECK(none.figures.at("edges_per_event") == 9);
  CHECK(none.figures.at("events_with_truth") == 0);
  CHECK(none.figures.size() == 2);
  CHECK(none.cell("edges", "truth or particles are missing in") == "1 events");
}

TEST_CASE("edges sink: a pipeline without a graph is an error, not a silent nothing") {
  EdgeEvent e = mixed();
  EdgeEvaluation sink({});
  CHECK_THROWS_AS(sink(e.hits, e.truth, e.particles, nullptr, nullptr), FatalError);
}
