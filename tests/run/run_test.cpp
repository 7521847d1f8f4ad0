// From a plan to the report: order, determinism, error policies, the files of a run.
#include "trackloom/run.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "run/folder.hpp"
#include "run/plan_builder.hpp"
#include "run/stages.hpp"

using namespace trackloom;
using namespace trackloom::test;

namespace {

struct Shape {
  unsigned threads = 2;
  unsigned in_flight = 4;
};

template <class Source = Counter>
PlanBuilder diamond(const ParameterSet& source, const ParameterSet& right, Shape shape = {}) {
  PlanBuilder builder;
  builder.add<Source>("read", source);
  builder.add<MakeLeft>("left");
  builder.add<MakeRight>("right", right);
  builder.add<Add>("add");
  builder.add<Lines>("lines");
  builder.run().threads = shape.threads;
  builder.run().in_flight = shape.in_flight;
  return builder;
}

NamedValue value(const char* name, std::int64_t number) {
  return {name, number};
}

RunReport run_into(const Folder& folder, PlanBuilder builder, RunOptions options = {}) {
  options.output = folder.path();
  const auto plan = builder.take();
  return run(*plan, options);
}

std::string expected_lines(int count, int leave_out_modulo = 0) {
  std::string text;
  for (int id = 100; id < 100 + count; ++id) {
    if (leave_out_modulo > 0 && id % leave_out_modulo == 0) continue;
    text += std::to_string(id) + " " + std::to_string(id * 5) + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("every event goes through all stages and is written in input order") {
  const Folder folder("order");
  const RunReport report = run_into(folder, diamond({value("events", 50)}, {}));
  CHECK(report.exit == ExitCode::done);
  CHECK(report.message.empty());
  CHECK(report.read == 50);
  CHECK(report.written == 50);
  CHECK(folder.read("lines.txt") == expected_lines(50));
  CHECK(report.metrics.at("lines.lines") == 50);
  CHECK_FALSE(folder.has("quarantine.jsonl"));
}

TEST_CASE("the output is the same for any number of threads and events in flight") {
  for (const unsigned threads : {1U, 2U, 4U}) {
    for (const unsigned in_flight : {1U, 2U, 8U}) {
      CAPTURE(threads);
      CAPTURE(in_flight);
      const Folder folder("same");
      run_into(folder,
               diamond({value("events", 200)}, {value("fail_modulo", 7)}, {threads, in_flight}));
      CHECK(folder.read("lines.txt") == expected_lines(200, 7));
    }
  }
}

TEST_CASE("a source that may block reads on a thread of its own") {
  const Folder folder("io");
  const RunReport report =
      run_into(folder, diamond<SlowCounter>({value("events", 60)}, {}, {1, 3}));
  CHECK(report.written == 60);
  CHECK(folder.read("lines.txt") == expected_lines(60));
}

TEST_CASE("failed and skipped events are missing in the output, counted and quarantined") {
  const Folder folder("fail");
  const RunReport report = run_into(
      folder, diamond({value("events", 20)}, {value("fail_modulo", 10), value("skip_modulo", 7)}));
  CHECK(report.exit == ExitCode::done);
  CHECK(report.read == 20);
  CHECK(report.failed == 2);   // 100, 110
  CHECK(report.skipped == 3);  // 105, 112, 119
  CHECK(report.written == 15);
  CHECK(folder.read("quarantine.jsonl") ==
        R"({"event":100,"stage":"right","kind":"failed","error":"bad luck"})"
        "\n"
        R"({"event":105,"stage":"right","kind":"skipped","error":"not wanted"})"
        "\n"
        R"({"event":110,"stage":"right","kind":"failed","error":"bad luck"})"
        "\n"
        R"({"event":112,"stage":"right","kind":"skipped","error":"not wanted"})"
        "\n"
        R"({"event":119,"stage":"right","kind":"skipped","error":"not wanted"})"
        "\n");
}

TEST_CASE("an event that the source gives up fails, and the next one is read") {
  const Folder folder("source");
  const RunReport report =
      run_into(folder, diamond({value("events", 10), value("fail_every", 5)}, {}));
  CHECK(report.read == 10);
  CHECK(report.failed == 2);
  CHECK(report.written == 8);
  CHECK(folder.read("quarantine.jsonl").find(R"({"event":104,"stage":"read")") == 0);
}

TEST_CASE("a retried stage finds its outputs cleared and its event is written") {
  const Folder folder("retry");
  PlanBuilder builder =
      diamond({value("events", 20)}, {value("fail_modulo", 5), value("failures", 2)});
  const auto plan = builder.take();
  plan->stages[2].on_error = ErrorPolicy::retry;
  plan->stages[2].retries = 2;
  RunOptions options;
  options.output = folder.path();
  const RunReport report = run(*plan, options);
  CHECK(report.written == 20);
  CHECK(folder.read("lines.txt") == expected_lines(20));
  CHECK(report.stages[2].failures == 8);
  CHECK(report.stages[2].calls == 28);
}

TEST_CASE("retries end after the number that the pipeline allows") {
  const Folder folder("retries");
  PlanBuilder builder = diamond({value("events", 5)}, {value("fail_modulo", 100)});
  const auto plan = builder.take();
  plan->stages[2].on_error = ErrorPolicy::retry;
  plan->stages[2].retries = 3;
  RunOptions options;
  options.output = folder.path();
  const RunReport report = run(*plan, options);
  CHECK(report.failed == 1);
  CHECK(report.stages[2].failures == 4);
}

TEST_CASE("a fatal error ends the run with exit code 6 and leaves no output of the stages") {
  const Folder folder("fatal");
  const RunReport report =
      run_into(folder, diamond({value("events", 1000)}, {value("fatal_id", 110)}));
  CHECK(report.exit == ExitCode::fatal);
  CHECK(report.message == "stage right, event 110: no device");
  CHECK(report.read < 1000);
  CHECK(report.read == report.written + report.failed + report.skipped);
  CHECK_FALSE(folder.has("lines.txt"));
}

TEST_CASE("on_error: abort makes any failure fatal") {
  const Folder folder("abort");
  PlanBuilder builder = diamond({value("events", 1000)}, {value("fail_modulo", 103)});
  const auto plan = builder.take();
  plan->stages[2].on_error = ErrorPolicy::abort;
  RunOptions options;
  options.output = folder.path();
  const RunReport report = run(*plan, options);
  CHECK(report.exit == ExitCode::fatal);
  CHECK(report.message == "stage right, event 103: bad luck");
  CHECK(report.read == report.written + report.failed + report.skipped);
}

TEST_CASE("an absolute failure limit stops reading, a percentage is judged at the end") {
  const Folder folder("limit");
  PlanBuilder absolute = diamond({value("events", 10000)}, {value("fail_modulo", 10)});
  absolute.run().max_failures.count = 3;
  const RunReport early = run_into(folder, std::move(absolute));
  CHECK(early.exit == ExitCode::failures);
  CHECK(early.read < 200);
  CHECK(early.read == early.written + early.failed);

  PlanBuilder percent = diamond({value("events", 100)}, {value("fail_modulo", 10)});
  percent.run().max_failures.percent = 9.5;
  const RunReport late = run_into(folder, std::move(percent));
  CHECK(late.exit == ExitCode::failures);
  CHECK(late.read == 100);
  CHECK(late.message == "10 of 100 events failed, more than the accepted 9.5 % (run.max_failures)");

  PlanBuilder enough = diamond({value("events", 100)}, {value("fail_modulo", 10)});
  enough.run().max_failures.percent = 10;
  CHECK(run_into(folder, std::move(enough)).exit == ExitCode::done);
}

TEST_CASE("events, skip and only choose what is read; what is passed over counts nowhere") {
  const Folder folder("choose");
  RunOptions options;
  options.events = 3;
  options.skip = 4;
  const RunReport some = run_into(folder, diamond({}, {}), options);
  CHECK(some.read == 3);
  CHECK(folder.read("lines.txt") == "104 520\n105 525\n106 530\n");

  RunOptions restricted;
  restricted.only = {102, 108};
  restricted.only_set = true;
  const RunReport two = run_into(folder, diamond({}, {}), restricted);
  CHECK(two.read == 2);
  CHECK(folder.read("lines.txt") == "102 510\n108 540\n");
}

TEST_CASE("a source is restricted before it begins: skip and events add up") {
  const Folder folder("ahead");
  RunOptions options;
  options.skip = 7;
  options.events = 2;
  const RunReport report = run_into(folder, diamond<ReadingAhead>({}, {}), options);
  CHECK(report.read == 2);
  CHECK(folder.read("lines.txt") == "107 535\n108 540\n");
  options.events = 0;
  CHECK(run_into(folder, diamond<ReadingAhead>({}, {}), options).read == 3);
  CHECK(folder.read("lines.txt") == "107 535\n108 540\n109 545\n");
}

TEST_CASE("a stop request ends the source and drains what is in flight") {
  const Folder folder("stop");
  StopRequest stop;
  RunOptions options;
  options.stop = &stop;
  options.progress = [&](const Progress& progress) {
    if (progress.finished > 0) stop.level = 1;
  };
  const RunReport report =
      run_into(folder, diamond<SlowCounter>({value("events", 1000000)}, {}), options);
  CHECK(report.exit == ExitCode::stopped);
  CHECK(report.read == report.written);
  CHECK(folder.read("lines.txt") == expected_lines(static_cast<int>(report.written)));
}

TEST_CASE("the report names every stage, balances and is what report.json holds") {
  const Folder folder("report");
  const RunReport report = run_into(folder, diamond({value("events", 30)}, {}));
  const auto json = nlohmann::json::parse(folder.read("report.json"));
  CHECK(json["pipeline"] == "test");
  CHECK(json["config_hash"] == "0123456789abcdef");
  CHECK(json["threads"] == 2);
  CHECK(json["in_flight"] == 4);
  CHECK(json["events"]["written"] == 30);
  CHECK(json["stages"].size() == 5);
  CHECK(json["stages"][3]["stage"] == "test.add");
  CHECK(json["stages"][3]["calls"] == 30);
  CHECK(json["stages"][3]["time_ms"]["p99"].get<double>() > 0);
  CHECK(json["stages"][3]["bytes_per_event"] == sizeof(Total));
  CHECK(json["metrics"]["lines.lines"] == 30);
  CHECK(json["exit"] == 0);
  CHECK(folder.read("report.json") == report.json());
  CHECK(folder.read("pipeline.yaml") == "pipeline: test\n");
  CHECK(report.text().find("30 events read, 30 written, 0 failed, 0 skipped") != std::string::npos);
}

TEST_CASE("a stage that refuses to begin ends the run before any event is read") {
  for (const bool configuration : {true, false}) {
    CAPTURE(configuration);
    const Folder folder("begin");
    PlanBuilder builder = diamond({}, {});
    builder.add<Refuse>("refuse", {{"configuration", configuration}});
    const RunReport report = run_into(folder, std::move(builder));
    CHECK(report.exit == (configuration ? ExitCode::configuration : ExitCode::fatal));
    CHECK(report.message == "stage refuse cannot begin: not today");
    CHECK(report.read == 0);
    CHECK_FALSE(folder.has("lines.txt"));
    CHECK_FALSE(folder.has("report.json"));
  }
}

TEST_CASE("an output directory that cannot be made is refused before any event is read") {
  const Folder folder("unwritable");
  PlanBuilder builder = diamond({}, {});
  const auto plan = builder.take();
  std::ofstream(folder.path() / "file") << "in the way";
  RunOptions options;
  options.output = folder.path() / "file" / "output";
  const RunReport report = run(*plan, options);
  CHECK(report.exit == ExitCode::configuration);
  CHECK(report.message.find("the output directory cannot be used") == 0);
  CHECK(report.read == 0);
}
