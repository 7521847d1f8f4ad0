// Stages that go wrong, through the real executable: what is written, counted and said.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fault/process.hpp"
#include "run/folder.hpp"

using namespace trackloom::test;

namespace {

const char* const pipeline = R"(pipeline: faults
run: {threads: 2, in_flight: 4}
source: {use: fault.read, params: {events: 40}}
stages:
  - {name: work, use: fault.stage}
  - {name: device, use: fault.device, lanes: 2}
sinks:
  - {name: lines, use: fault.write_device, params: {path: "${output}/lines.txt"}}
)";

std::string set(const std::string& stage, const std::string& key, const std::string& value) {
  return "--set=stages." + stage + "." + key + "=" + value;
}

// The lines of a run without a fault, minus these events.
std::string lines_without(const std::vector<int>& missing) {
  std::string text;
  for (int id = 1000; id < 1040; ++id) {
    bool leave_out = false;
    for (const int other : missing) leave_out = leave_out || other == id;
    if (!leave_out) text += std::to_string(id) + " " + std::to_string((id + 1) * 2) + "\n";
  }
  return text;
}

struct Outcome {
  int exit_code;
  nlohmann::json report;
  std::string lines;
  std::string quarantine;
  std::string err;
};

Outcome run_with(const Folder& folder, const std::vector<std::string>& more) {
  write_text(folder.path() / "pipeline.yaml", pipeline);
  const Finished finished = run_trackloom(folder.path(), more);
  Outcome outcome{finished.exit_code,
                  nlohmann::json::parse(folder.read("out/report.json"), nullptr, false),
                  folder.read("out/lines.txt"), folder.read("out/quarantine.jsonl"), finished.err};
  CAPTURE(finished.err);
  CHECK(partial_files(folder.path()).empty());
  if (outcome.report.is_object()) {
    const auto& events = outcome.report["events"];
    CHECK(events["read"] == events["written"].get<int>() + events["failed"].get<int>() +
                                events["skipped"].get<int>());
  }
  return outcome;
}

}  // namespace

TEST_CASE("a fault fails its events only: the others are written as in a run without it") {
  for (const std::string what : {"throws", "throws_number"}) {
    CAPTURE(what);
    const Folder folder("fault");
    const Outcome outcome = run_with(
        folder, {set("work", "params.what", what), set("work", "params.at", "[1000, 1017, 1039]")});
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.report["events"]["failed"] == 3);
    CHECK(outcome.lines == lines_without({1000, 1017, 1039}));
    CHECK(outcome.quarantine.find(R"({"event":1017,"stage":"work","kind":"failed")") !=
          std::string::npos);
  }
}

TEST_CASE("a rejected event is skipped, not failed") {
  const Folder folder("skip");
  const Outcome outcome =
      run_with(folder, {set("work", "params.what", "skips"), set("work", "params.at", "[1003]")});
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.report["events"]["skipped"] == 1);
  CHECK(outcome.report["events"]["failed"] == 0);
  CHECK(outcome.lines == lines_without({1003}));
}

TEST_CASE(
    "a device that is late or completes twice loses nothing; one that fails loses its event") {
  for (const std::string what : {"late", "twice", "fails", "throws"}) {
    CAPTURE(what);
    const bool loses = what == "fails" || what == "throws";
    const Folder folder("device");
    const Outcome outcome = run_with(
        folder, {set("device", "params.what", what), set("device", "params.at", "[1005, 1006]")});
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.report["events"]["failed"] == (loses ? 2 : 0));
    CHECK(outcome.lines == (loses ? lines_without({1005, 1006}) : lines_without({})));
    if (what == "twice") CHECK(outcome.report["metrics"]["device.late_completions"] == 2);
  }
}

TEST_CASE("on_error: abort and a fatal error end with exit code 6 and no output of the sinks") {
  for (const auto& [what, policy] : {std::pair("throws", "abort"), std::pair("fatal", "skip")}) {
    CAPTURE(what);
    const Folder folder("abort");
    const Outcome outcome =
        run_with(folder, {set("work", "params.what", what), set("work", "params.at", "[1010]"),
                          set("work", "on_error", policy)});
    CHECK(outcome.exit_code == 6);
    CHECK(outcome.lines.empty());
    CHECK(outcome.err.find("stage work, event 1010: told to") != std::string::npos);
  }
}

TEST_CASE("on_error: retry calls the stage again as often as it says") {
  const Folder folder("retry");
  const Outcome outcome =
      run_with(folder, {set("work", "params.what", "throws"), set("work", "params.at", "[1010]"),
                        set("work", "on_error", "retry 2")});
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.report["stages"][1]["failures"] == 3);
  CHECK(outcome.report["stages"][1]["calls"] == 42);
  CHECK(outcome.lines == lines_without({1010}));
}

TEST_CASE("more failures than accepted end with exit code 3") {
  const std::vector<std::string> fault = {set("work", "params.what", "throws"),
                                          set("work", "params.at", "[1000, 1001, 1002]")};
  for (const std::string limit : {"2", "5%"}) {
    CAPTURE(limit);
    const Folder folder("limit");
    std::vector<std::string> more = fault;
    more.push_back("--set=run.max_failures=" + limit);
    const Outcome outcome = run_with(folder, more);
    CHECK(outcome.exit_code == 3);
    CHECK(outcome.err.find("run.max_failures") != std::string::npos);
  }
}

TEST_CASE("a stage that hangs, or a device that never completes, ends with exit code 4") {
  const Folder folder("hang");
  const Outcome stage =
      run_with(folder, {set("work", "params.what", "hangs"), set("work", "params.at", "[1007]"),
                        "--set=run.event_timeout_s=0.5"});
  CHECK(stage.exit_code == 4);
  CHECK(stage.err.find("stage work has been at work on event 1007 since ") != std::string::npos);
  CHECK(stage.lines.empty());
  const Outcome device =
      run_with(folder, {set("device", "params.what", "never"), set("device", "params.at", "[1000]"),
                        "--set=run.first_event_timeout_s=0.5", "--set=run.event_timeout_s=0.5"});
  CHECK(device.exit_code == 4);
  CHECK(device.err.find("stage device has been at work on event 1000 since ") != std::string::npos);
}

TEST_CASE("a stage that calls exit ends with exit code 6 and a message") {
  const Folder folder("exit");
  const Outcome outcome =
      run_with(folder, {set("work", "params.what", "exits"), set("work", "params.at", "[1011]")});
  CHECK(outcome.exit_code == 6);
  CHECK(outcome.err.find("a stage ended the process with exit()") != std::string::npos);
  CHECK(outcome.lines.empty());
}

TEST_CASE("output is byte-identical for any number of threads and events in flight") {
  for (const std::string threads : {"1", "2", "4"}) {
    for (const std::string in_flight : {"1", "2", "8"}) {
      CAPTURE(threads);
      CAPTURE(in_flight);
      const Folder folder("same");
      const Outcome outcome = run_with(
          folder, {"--threads", threads, "--in-flight", in_flight, "--set=stages.device.lanes=1",
                   set("work", "params.jitter_ms", "2"), set("work", "params.what", "throws"),
                   set("work", "params.at", "[1002, 1030]")});
      CHECK(outcome.exit_code == 0);
      CHECK(outcome.lines == lines_without({1002, 1030}));
      CHECK(outcome.quarantine ==
            R"({"event":1002,"stage":"work","kind":"failed","error":"told to throw"})"
            "\n"
            R"({"event":1030,"stage":"work","kind":"failed","error":"told to throw"})"
            "\n");
    }
  }
}

TEST_CASE("a later run can be restricted to the events of a quarantine file") {
  const Folder folder("only");
  run_with(folder,
           {set("work", "params.what", "throws"), set("work", "params.at", "[1002, 1030]")});
  write_text(folder.path() / "again.jsonl", folder.read("out/quarantine.jsonl"));
  const Outcome again = run_with(folder, {"--only", (folder.path() / "again.jsonl").string()});
  CHECK(again.exit_code == 0);
  CHECK(again.report["events"]["read"] == 2);
  CHECK(again.lines == "1002 2006\n1030 2062\n");
  CHECK(again.quarantine.empty());
  write_text(folder.path() / "bad.jsonl", "{\"event\":1}\nnonsense\n");
  const Outcome bad = run_with(folder, {"--only", (folder.path() / "bad.jsonl").string()});
  CHECK(bad.exit_code == 2);
  CHECK(bad.err.find("bad.jsonl:2: expected an object") != std::string::npos);
}

TEST_CASE("an output that cannot be written is refused with the reason, nothing is half-written") {
  const Folder folder("full");
  write_text(folder.path() / "pipeline.yaml", pipeline);
  write_text(folder.path() / "out", "a file in the way");
  const Finished blocked = run_trackloom(folder.path());
  CHECK(blocked.exit_code == 2);
  CHECK(blocked.err.find("the output directory cannot be used") != std::string::npos);
  std::filesystem::remove(folder.path() / "out");
  const Finished full = Process(run_arguments(folder.path()), folder.path(), 200).wait();
  CHECK(full.exit_code == 6);
  CHECK(full.err.find("File too large") != std::string::npos);
  CHECK_FALSE(folder.has("out/lines.txt"));
  CHECK(partial_files(folder.path()).empty());
}
