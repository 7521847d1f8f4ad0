// The run time's parts on their own.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <thread>

#include "report/histogram.hpp"
#include "report/summary.hpp"
#include "report/table_text.hpp"
#include "run/clock.hpp"
#include "run/device_call.hpp"
#include "run/ledger.hpp"
#include "run/monitor.hpp"
#include "run/plan_builder.hpp"
#include "run/stages.hpp"
#include "run/wiring.hpp"

using namespace trackloom;
using namespace trackloom::test;

TEST_CASE("quantiles of a time histogram are right to 7 percent") {
  std::mt19937_64 random(7);
  std::vector<std::int64_t> values;
  TimeHistogram histogram;
  for (int i = 0; i < 20001; ++i) {
    values.push_back(
        static_cast<std::int64_t>(std::exp(std::uniform_real_distribution<>(2, 25)(random))));
    histogram.add(values.back());
  }
  std::sort(values.begin(), values.end());
  for (const double q : {0.0, 0.5, 0.99, 1.0}) {
    CAPTURE(q);
    const auto exact =
        static_cast<double>(values[static_cast<std::size_t>(std::llround(q * 20000))]);
    CHECK(histogram.quantile(q) == doctest::Approx(exact).epsilon(0.07));
  }
  CHECK(TimeHistogram().quantile(0.5) == 0);
}

TEST_CASE("the run's clock goes as fast as the steady clock") {
  const auto steady = std::chrono::steady_clock::now();
  const std::int64_t start = now_ns();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const std::int64_t elapsed = now_ns() - start;
  const std::chrono::duration<double, std::nano> real = std::chrono::steady_clock::now() - steady;
  CHECK(elapsed >= 50000000 * 0.999);
  CHECK(static_cast<double>(elapsed) <= real.count() * 1.001);
}

TEST_CASE("sinks wait for all other stages, stages without inputs for the source") {
  PlanBuilder builder;
  builder.add<Counter>("read");
  builder.add<MakeLeft>("left");
  builder.add<MakeRight>("right");
  builder.add<Add>("add");
  builder.add<Lines>("lines");
  const auto plan = builder.take();
  const Wiring wiring(*plan);
  CHECK(wiring.successors[0] == std::vector<std::size_t>{1, 2});
  CHECK(wiring.predecessors[3] == 2);
  CHECK(wiring.final_count == 1);
  CHECK(wiring.final[3]);
  CHECK(wiring.sinks == std::vector<std::size_t>{4});
}

TEST_CASE("books that miss an event do not balance") {
  PlanBuilder builder;
  builder.add<Counter>("read");
  const auto plan = builder.take();
  RunControl control(nullptr);
  Ledger ledger(*plan, control);
  Event event(plan->slots, 1);
  ledger.opened();
  ledger.opened();
  ledger.closed(event);
  CHECK_FALSE(ledger.counts().balanced());
  event.fail(0, {FailureKind::failed, "gone", {}});
  ledger.closed(event);
  CHECK(ledger.counts().balanced());
  CHECK(ledger.counts().failed == 1);
}

TEST_CASE(
    "the watchdog names stage, event, time and limit, with a limit of its own for a first call") {
  PlanBuilder builder;
  builder.add<Counter>("read");
  builder.add<MakeLeft>("left");
  builder.run().first_event_timeout = std::chrono::seconds(60);
  builder.run().event_timeout = std::chrono::seconds(10);
  const auto plan = builder.take();
  std::vector<std::unique_ptr<Flight>> flights;
  flights.push_back(std::make_unique<Flight>(plan->slots, plan->stages.size()));
  flights[0]->id = 42;
  const Watchdog watchdog(*plan, flights);
  const std::int64_t second = 1000000000;
  CHECK(watchdog.check(100 * second).empty());
  flights[0]->records[1].running = 50 * second * 2;
  CHECK(watchdog.check(59 * second).empty());
  const std::string message = watchdog.check(61 * second);
  CHECK(message.find("stage left has been at work on event 42 since ") == 0);
  CHECK(message.find("(11 s), longer than run.event_timeout_s (10 s)") != std::string::npos);
  flights[0]->records[1].running = 50 * second * 2 + 1;  // a first call
  CHECK(watchdog.check(109 * second).empty());
  CHECK(watchdog.check(111 * second).find("run.first_event_timeout_s") != std::string::npos);
}

TEST_CASE("resume comes once, after both acquire and the device, in either order") {
  const auto late = std::make_shared<LateCompletions>("device");
  int resumed = 0;
  const auto device_first = std::make_shared<DeviceCall>([&] { ++resumed; }, late);
  device_first->complete({});
  CHECK(resumed == 0);
  device_first->handed_over();
  CHECK(resumed == 1);
  device_first->complete("too late");
  CHECK(resumed == 1);
  CHECK(device_first->error().empty());
  CHECK(late->count == 1);

  const auto acquire_first = std::make_shared<DeviceCall>([&] { ++resumed; }, late);
  acquire_first->handed_over();
  CHECK(resumed == 1);
  acquire_first->complete("broken");
  CHECK(resumed == 2);
  CHECK(acquire_first->error() == "broken");

  const auto cancelled = std::make_shared<DeviceCall>([&] { ++resumed; }, late);
  cancelled->cancel();
  cancelled->complete({});
  CHECK(resumed == 2);
  CHECK(late->count == 2);
}

TEST_CASE("tables become CSV with quotes where needed and aligned text") {
  Table table{"t", "Title", {"bin", "value"}, {{"a,b", "1.5"}, {"say \"x\"", "10"}}};
  CHECK(table_csv(table) == "bin,value\n\"a,b\",1.5\n\"say \"\"x\"\"\",10\n");
  CHECK(table_text(table) == "Title\nbin      value\na,b        1.5\nsay \"x\"     10\n");
}

TEST_CASE("figures carry the stage's name and those of clones are added up") {
  RunReport report;
  SummaryCollector summary("stage", report);
  summary.figure("count", 2);
  summary.figure("count", 3);
  summary.output("a.txt");
  summary.output("a.txt");
  CHECK(report.metrics.at("stage.count") == 5);
  CHECK(report.outputs.size() == 1);
}
