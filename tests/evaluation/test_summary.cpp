#include "evaluation/summary.hpp"

#include <doctest/doctest.h>

#include "small_event.hpp"

using namespace trackloom;
using namespace trackloom::evaluation;

namespace {

SmallEvent good_event() {
  SmallEvent e;
  e.particle(1, 2);
  const auto a = e.add_hits(1, 6);
  e.add_hits(0, 4, 0);
  e.track({a, a + 1, a + 2, a + 3, a + 4});
  return e;
}

void give(PhysicsSummary& sink, const SmallEvent& e) {
  sink(e.hits, e.tracks, e.truth, e.particles);
}

}  // namespace

TEST_CASE("summary: figures and the physics table of an event with truth") {
  PhysicsSummary sink({});
  give(sink, good_event());
  RecordedSummary s;
  sink.finish(s);
  CHECK(s.figures.at("events") == 1);
  CHECK(s.figures.at("events_with_truth") == 1);
  CHECK(s.figures.at("hits_per_event") == 10);
  CHECK(s.figures.at("tracks_per_event") == 1);
  CHECK(s.figures.at("hits_on_tracks") == doctest::Approx(0.5));
  CHECK(s.figures.at("score") == doctest::Approx(5.0 / 6));
  CHECK(s.figures.at("efficiency_all_pt1.0") == 1);
  CHECK(s.figures.at("efficiency_prompt_pt0.1") == 1);
  CHECK(s.figures.at("fake_rate") == 0);
  CHECK(s.figures.at("duplicate_rate") == 0);
  CHECK(s.figures.at("technical_efficiency_pt0.5") == 1);
  CHECK(s.figures.at("purity") == 1);
  CHECK(s.tables.at("physics").print);
  CHECK(s.cell("physics", "TrackML score") == "0.8333");
  for (const char* name :
       {"efficiency_pt", "efficiency_eta", "efficiency_hits", "efficiency_radius"}) {
    CHECK_FALSE(s.tables.at(name).print);
    CHECK(s.tables.at(name).rows.size() > 5);
  }
}

TEST_CASE("summary: without truth tracks and hits are counted and the lack is said") {
  PhysicsSummary sink({});
  SmallEvent e = good_event();
  e.truth.clear();
  e.particles.clear();
  give(sink, e);
  RecordedSummary s;
  sink.finish(s);
  CHECK(s.figures.at("events_with_truth") == 0);
  CHECK(s.figures.at("tracks_per_event") == 1);
  CHECK(s.figures.count("score") == 0);
  CHECK(s.figures.count("efficiency_all_pt1.0") == 0);
  CHECK(s.figures.count("fake_rate") == 0);
  CHECK(s.cell("physics", "truth is missing in") == "1 events");
  CHECK(s.cell("physics", "TrackML score") == "absent");
  CHECK(s.tables.count("efficiency_pt") == 0);
}

TEST_CASE("summary: events without truth do not change the figures of those with") {
  PhysicsSummary sink({});
  give(sink, good_event());
  SmallEvent e = good_event();
  e.truth.clear();
  e.particles.clear();
  give(sink, e);
  RecordedSummary s;
  sink.finish(s);
  CHECK(s.figures.at("events") == 2);
  CHECK(s.figures.at("score") == doctest::Approx(5.0 / 6));
  CHECK(s.cell("physics", "truth is missing in") == "1 events");
}

TEST_CASE("summary: a run without events has no figures but its count") {
  PhysicsSummary sink({});
  RecordedSummary s;
  sink.finish(s);
  CHECK(s.figures.at("events") == 0);
  CHECK(s.figures.size() == 2);
}

TEST_CASE("summary: truth of another event is refused") {
  PhysicsSummary sink({});
  SmallEvent e = good_event();
  e.hits.resize(11);
  CHECK_THROWS_WITH_AS(give(sink, e), "truth has 10 rows but the event has 11 hits",
                       std::runtime_error);
}

TEST_CASE("summary: a stage that the pipeline named has tables of that name") {
  PhysicsSummary sink({});
  NamedContext context("loose");
  sink.begin(context);
  give(sink, good_event());
  RecordedSummary s;
  sink.finish(s);
  CHECK(s.tables.count("loose_physics") == 1);
  CHECK(s.tables.count("loose_efficiency_pt") == 1);
}
