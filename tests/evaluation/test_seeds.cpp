#include <doctest/doctest.h>

#include "evaluation/seeds.hpp"
#include "small_event.hpp"

using namespace trackloom;
using namespace trackloom::evaluation;

namespace {

RecordedSummary evaluated(const SmallEvent& e, const Seeds& seeds) {
  SeedEvaluation sink({});
  NamedContext context("seeds");
  sink.begin(context);
  sink(e.hits, seeds, e.truth, e.particles);
  RecordedSummary summary;
  sink.finish(summary);
  return summary;
}

}  // namespace

TEST_CASE("seeds: pure ones have three hits of one particle, which finds it") {
  SmallEvent e;
  e.particle(1, 2.0F);
  e.particle(2, 0.7F);
  e.particle(3, 0.7F, 0, 30);  // not prompt
  e.particle(4, 2.0F, 4.5F);   // outside
  const auto a = e.add_hits(1, 6);
  const auto b = e.add_hits(2, 6);
  const auto c = e.add_hits(3, 5);
  const auto d = e.add_hits(4, 6);
  const auto noise = e.add_hits(0, 6);
  Seeds seeds;
  seeds.hits = {{a, a + 1, a + 2}, {a + 1, a + 2, a + 3},
                {b, b + 1, c},     {noise, noise + 1, noise + 2},
                {c, c + 1, c + 4}, {d, d + 1, d + 2}};
  seeds.score.assign(seeds.size(), 1);
  const RecordedSummary summary = evaluated(e, seeds);
  CHECK(summary.figures.at("seeds_per_event") == 6);
  CHECK(summary.figures.at("purity") == doctest::Approx(4.0 / 6));
  CHECK(summary.figures.at("efficiency_all_pt1.0") == 1);
  CHECK(summary.figures.at("efficiency_all_pt0.5") == doctest::Approx(2.0 / 3));
  CHECK(summary.figures.at("efficiency_prompt_pt0.5") == 0.5);
  CHECK(summary.figures.at("seeds_per_particle") == 1.5);
  CHECK(summary.cell("seeds", "purity") == "0.6667");
}

TEST_CASE("seeds: particles with too few hits do not count, events without truth count seeds") {
  SmallEvent e;
  e.particle(1, 2.0F);
  const auto a = e.add_hits(1, 4);
  Seeds seeds;
  seeds.hits = {{a, a + 1, a + 2}};
  seeds.score = {1};
  RecordedSummary summary = evaluated(e, seeds);
  CHECK(summary.figures.count("efficiency_all_pt1.0") == 0);
  CHECK(summary.figures.at("purity") == 1);
  e.truth.present = false;
  summary = evaluated(e, seeds);
  CHECK(summary.figures.at("seeds_per_event") == 1);
  CHECK(summary.figures.at("events_with_truth") == 0);
  CHECK(summary.figures.count("purity") == 0);
  CHECK(summary.cell("seeds", "truth or particles are missing in") == "1 events");
}

TEST_CASE("seeds: hits that the event does not have are refused") {
  SmallEvent e;
  e.particle(1, 2.0F);
  e.add_hits(1, 5);
  Seeds seeds;
  seeds.hits = {{0, 1, 5}};
  seeds.score = {1};
  CHECK_THROWS_WITH_AS(evaluated(e, seeds), "a seed has hit row 5, the event has 5 hits",
                       std::runtime_error);
}
