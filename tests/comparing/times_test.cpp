#include "comparing/times.hpp"

#include <doctest/doctest.h>

#include "fault/process.hpp"
#include "run/folder.hpp"

using namespace comparing;
using doctest::Approx;

namespace {

trackloom::RunReport report(double wall_s) {
  trackloom::RunReport report;
  report.read = 2;
  report.wall_s = wall_s;
  trackloom::StageReport stage;
  stage.name = "tracks";
  stage.mean_ms = wall_s * 100;
  report.stages.push_back(stage);
  return report;
}

}  // namespace

TEST_CASE("runs by turns alternate, and the warm-up does not count") {
  std::string order;
  int run = 0;
  const Timing timing = run_by_turns(2, 3, {"a", "b"}, [&](std::size_t side) {
    order += side == 0 ? 'a' : 'b';
    ++run;
    return report(run <= 2 ? 9.0 : side == 0 ? 1.0 : 2.0);
  });
  CHECK(order == "abababab");
  CHECK(timing.warm_up_ms == std::vector<double>{4500, 4500});
  CHECK(timing.wall_ms[0] == std::vector<double>{500, 500, 500});
  CHECK(timing.wall_ms[1] == std::vector<double>{1000, 1000, 1000});
  Pairing pairing;
  pairing.stages.push_back({"tracks", "x.y", false, false, 1.0, 1.0, {}});
  compare_rounds(pairing, 0, 1, timing, 0.95);
  REQUIRE(pairing.times.size() == 1);
  CHECK(pairing.times[0].difference.difference == Approx(500));
  CHECK(pairing.times[0].verdict.outcome == Outcome::worse);
  CHECK(pairing.stages[0].b_ms.value() == Approx(200));
}

TEST_CASE("sides that do the same work are not told apart by the time they took") {
  const Timing timing = run_by_turns(
      2, 3, {"a", "b"}, [&](std::size_t side) { return report(side == 0 ? 1.0 : 2.0); });
  Pairing pairing;
  pairing.stages.push_back({"tracks", "x.y", false, true, 1.0, 1.0, {}});
  compare_rounds(pairing, 0, 1, timing, 0.95);
  CHECK(pairing.times[0].verdict.outcome == Outcome::not_distinguishable);
  CHECK(pairing.stages[0].figure.name.empty());
}

TEST_CASE("a round far from the others is noted") {
  int run = 0;
  const Timing timing = run_by_turns(1, 7, {"a"}, [&](std::size_t) {
    ++run;
    return report(run == 5 ? 30.0 : 1.0 + 0.01 * run);
  });
  REQUIRE(timing.notes.size() == 1);
  CHECK(timing.notes[0].find("a: round 4 took 15000.0 ms") != std::string::npos);
}

TEST_CASE("a run by turns that fails is told") {
  CHECK_THROWS_WITH_AS(run_by_turns(1, 1, {"a"},
                                    [](std::size_t) {
                                      trackloom::RunReport bad;
                                      bad.exit = trackloom::ExitCode::fatal;
                                      bad.message = "disk full";
                                      return bad;
                                    }),
                       "a: a run by turns failed: disk full", std::runtime_error);
}

TEST_CASE("a trace gives the time of every stage and event, device stages from acquire to end") {
  const trackloom::test::Folder folder("trace");
  trackloom::test::write_text(folder.path() / "trace.json", R"({"traceEvents":[
    {"name":"a","cat":"stage","ph":"X","ts":0,"dur":1500,"args":{"event":7}},
    {"name":"d acquire","cat":"acquire","ph":"X","ts":0,"dur":1,"args":{"event":7}},
    {"name":"d","cat":"device","ph":"X","ts":0,"dur":2000,"args":{"event":7}},
    {"name":"thread_name","ph":"M","pid":1,"tid":1,"args":{"name":"worker 0"}}]})");
  const EventTimes times = read_trace(folder.path() / "trace.json");
  CHECK(times.size() == 2);
  CHECK(times.at("a").at(7) == Approx(1.5));
  CHECK(times.at("d").at(7) == Approx(2.0));
  trackloom::test::write_text(folder.path() / "bad.json", "{");
  CHECK_THROWS(read_trace(folder.path() / "bad.json"));
}
