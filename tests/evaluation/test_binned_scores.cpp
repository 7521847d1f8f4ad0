#include <doctest/doctest.h>

#include "evaluation/binned_scores.hpp"
#include "evaluation/edges.hpp"
#include "small_event.hpp"

using namespace trackloom;
using namespace trackloom::evaluation;

TEST_CASE("bins share the cut that keeps a share of all targets") {
  BinnedScores scores({0, 1, 2});
  CHECK(scores.bin_of(0) == 0U);
  CHECK(scores.bin_of(1) == 1U);
  CHECK_FALSE(scores.bin_of(2));
  CHECK_FALSE(scores.bin_of(-0.1));
  // 10 targets, 9 of them above 0.4: the cut for 90 % is there.
  for (int i = 0; i < 6; ++i) scores.add(0, 0.9F, EdgeKind::target);
  for (int i = 0; i < 3; ++i) scores.add(1, 0.5F, EdgeKind::target);
  scores.add(1, 0.1F, EdgeKind::target);
  scores.add(0, 0.95F, EdgeKind::fake);
  scores.add(0, 0.3F, EdgeKind::fake);
  scores.add(0, 0.8F, EdgeKind::other_true);
  scores.add(1, 0.7F, EdgeKind::fake);
  scores.add(std::nullopt, 0.6F, EdgeKind::fake);
  const Table table = scores.table("name", "title", 0.9, 0.6827);
  CHECK(table.name == "name");
  REQUIRE(table.rows.size() == 2);
  const auto& low = table.rows[0];
  CHECK(low[0] == "0");
  CHECK(low[1] == "1");
  CHECK(low[2] == "0.8750");  // 7 of 8
  CHECK(low[5] == "7");
  CHECK(low[6] == "8");
  CHECK(low[7] == "1.0000");
  CHECK(low[11] == "6");
  const auto& high = table.rows[1];
  CHECK(high[2] == "0.7500");
  CHECK(high[7] == "0.7500");  // 3 of 4
  CHECK(high.size() == table.columns.size());
}

TEST_CASE("edges are binned by the particle of the inner hit, and by where that hit is") {
  SmallEvent e;
  e.particle(1, 2);
  e.add_hits(1, 3);
  e.add_hits(0, 2);
  for (std::size_t h = 0; h < 5; ++h) e.hits.z[h] = h == 0 ? -3000 : 0;  // hit 0: eta -1.82
  HitGraph graph;
  graph.nodes = 5;
  graph.source = {0, 1, 3, 3};
  graph.target = {1, 2, 2, 4};
  const EdgeScores scores{{0.9F, 0.9F, 0.95F, 0.97F}};
  EdgeEvaluation sink({});
  sink(e.hits, e.truth, e.particles, &graph, &scores);
  RecordedSummary summary;
  sink.finish(summary);
  const auto row = [&](const char* name, const char* low) {
    for (const auto& r : summary.tables.at(name).rows) {
      if (r[0] == low) return r;
    }
    return std::vector<std::string>();
  };
  CHECK(row("edges_pt", "2")[5] == "2");  // two true edges and one from noise to the particle
  CHECK(row("edges_pt", "2")[6] == "3");
  CHECK(row("edges_pt", "0")[6] == "0");  // noise to noise has no pT
  CHECK(row("edges_eta", "-2")[6] == "1");
  CHECK(row("edges_eta", "0")[5] == "1");
  CHECK(row("edges_eta", "0")[6] == "3");
}
