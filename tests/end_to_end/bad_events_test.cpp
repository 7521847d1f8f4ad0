// Events with one thing wrong between good ones: each is refused with file, line and column, and
// the good ones are written exactly as in a run without them.
#include <doctest/doctest.h>

#include <map>

#include "end_to_end/data_set.hpp"
#include "end_to_end/shipped.hpp"

using namespace trackloom::test;

namespace {

using Id = std::uint64_t;

const std::vector<std::string> read_all = {"--set", "source.params.cells=true", "--set",
                                           "run.max_failures=100%", "--progress=off"};

EventTexts one_hit(const EventTexts& event) {
  return {line_of(event.hits, 1) + "\n" + line_of(event.hits, 2) + "\n", "", "", ""};
}

// Two good events and one of a single hit, ids 10, 50 and 90, with room between for others.
class GoodEvents {
 public:
  GoodEvents() : folder("bad-events"), first(EventTexts::load(small_events(), 0)) {
    fs::create_directories(data());
    fs::copy(small_events() / "detectors.csv.gz", data());
    first.write(data(), 10);
    one_hit(first).write(data(), 50);
    EventTexts::load(small_events(), 1).write(data(), 90);
  }
  fs::path data() const { return folder.path() / "data"; }
  RunResult run(const std::string& output, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), read_all.begin(), read_all.end());
    return run_pipeline(folder, pipeline("no_network"), data(), more, output);
  }

  Folder folder;
  EventTexts first;
};

// Adds one event of each kind; what each is refused with, its file's name in front.
std::map<Id, std::string> add_bad_events(const GoodEvents& good) {
  const EventTexts& event = good.first;
  const fs::path data = good.data();
  std::map<Id, std::string> expected;
  const auto expect = [&](Id id, const std::string& part, const std::string& message,
                          const std::string& suffix = ".csv") {
    expected[id] = event_file(data, id, part, suffix).string() + message;
  };
  const std::string hit = line_of(event.hits, 2);
  const auto with_hits = [&](Id id, std::size_t line, const std::string& text) {
    EventTexts bad = event;
    bad.hits = with_line(bad.hits, line, text);
    bad.write(data, id);
  };
  const auto packed_hits = [&](Id id, const std::string& bytes) {
    EventTexts bad = event;
    bad.hits.clear();
    bad.write(data, id);
    write_text(event_file(data, id, "hits", ".csv.gz"), bytes);
    expect(id, "hits", ": corrupt or truncated gzip data in the member at offset 0", ".csv.gz");
  };
  const std::string packed = gzip(event.hits);
  packed_hits(1, packed.substr(0, packed.size() / 2));
  std::string damaged = packed;
  damaged[packed.size() / 2] = static_cast<char>(damaged[packed.size() / 2] ^ 0x10);
  packed_hits(2, damaged);
  with_hits(3, 1, "hit_id,x,y,z,volume_id,layer_id,module_id,colour");
  expect(3, "hits",
         ":1:43: unknown column \"colour\"; expected hit_id,x,y,z,volume_id,layer_id,module_id");
  with_hits(20, 1, "hit_id,x,y,volume_id,layer_id,module_id");
  expect(20, "hits", ":1:40: no column \"z\"; expected hit_id,x,y,z,volume_id,layer_id,module_id");
  with_hits(21, 2, with_field(hit, 2, "nan"));
  expect(21, "hits", ":2:" + std::to_string(hit.find(',') + 2) + ": x is not finite: \"nan\"");
  with_hits(22, 3, hit);
  expect(22, "hits", ":3:1: hit_id " + hit.substr(0, hit.find(',')) + " is there twice");
  with_hits(23, 2, with_field(hit, 1, "9223372036854775808"));
  expect(23, "hits", ":2:1: hit_id is 2^63 or more: \"9223372036854775808\"");
  const std::string strange = with_field(hit, 7, "99999");
  with_hits(60, 2, strange);
  expect(60, "hits", ":2:" + std::to_string(strange.rfind(',') + 2) + ": module 99999 of volume ");

  const std::string rows = std::to_string(std::count(event.cells.begin(), event.cells.end(), '\n'));
  EventTexts bad = event;
  bad.cells += "4000000,1,1,0.5\n";
  bad.write(data, 61);
  expect(61, "cells",
         ":" + std::to_string(std::stoul(rows) + 1) + ":1: the hits file has no hit 4000000");
  bad = event;
  bad.truth = with_line(bad.truth, 3, with_field(line_of(bad.truth, 3), 1, "4000000"));
  bad.write(data, 62);
  expect(62, "truth", ":3:1: the hits file has no hit 4000000");
  bad = event;
  bad.hits = line_of(event.hits, 1) + "\n";
  bad.cells = bad.truth = "";
  bad.write(data, 91);
  expect(91, "hits", ":1: the event is empty, no row but the header");
  bad = event;
  bad.hits.clear();
  bad.write(data, 92);
  expect(92, "cells", ": the event's hits file is missing");
  return expected;
}

}  // namespace

TEST_CASE("bad events are refused with their place, the others are written as without them") {
  const GoodEvents good;
  const RunResult reference = good.run("reference");
  check_books(reference);
  REQUIRE(reference.process.exit_code == 0);
  REQUIRE(reference.report["events"]["written"] == 3);
  REQUIRE(reference.quarantine.empty());
  // One hit makes no track, and is written.
  CHECK(reference.submission.find("\n50," + line_of(good.first.hits, 2).substr(0, 1)) !=
        std::string::npos);

  const std::map<Id, std::string> expected = add_bad_events(good);
  std::string quarantine;
  for (const std::vector<std::string>& shape :
       {std::vector<std::string>{"--threads=1", "--in-flight=1"},
        {"--threads=4", "--in-flight=8"}}) {
    const RunResult result = good.run("out" + shape[0], shape);
    check_books(result);
    CHECK(result.process.exit_code == 0);
    CHECK(result.report["events"]["read"] == 3 + expected.size());
    CHECK(result.report["events"]["written"] == 3);
    CHECK(result.report["events"]["failed"] == expected.size());
    CHECK(result.submission == reference.submission);
    for (const std::string table :
         {"physics_physics", "edges", "physics_efficiency_pt", "physics_efficiency_eta"}) {
      CAPTURE(table);
      CHECK(result.table(table) == reference.table(table));
      CHECK_FALSE(result.table(table).empty());
    }
    for (const auto& [id, message] : expected) {
      CAPTURE(id);
      CHECK(result.error_of(id).substr(0, message.size()) == message);
    }
    if (!quarantine.empty()) CHECK(result.quarantine == quarantine);
    quarantine = result.quarantine;
  }
}

TEST_CASE("more bad events than accepted end with exit code 3, the good ones are written") {
  const GoodEvents good;
  const RunResult reference = good.run("reference");
  add_bad_events(good);
  const RunResult result = good.run("out", {"--set", "run.max_failures=1%"});
  check_books(result);
  CHECK(result.process.exit_code == 3);
  CHECK(result.process.err.find("more than the accepted 1 % (run.max_failures)") !=
        std::string::npos);
  CHECK(result.submission == reference.submission);
}

TEST_CASE("a later run reads the quarantined events only, once they are repaired") {
  const GoodEvents good;
  const std::map<Id, std::string> bad = add_bad_events(good);
  const RunResult first = good.run("first");
  REQUIRE(first.report["events"]["failed"] == bad.size());
  for (const auto& [id, message] : bad) {
    fs::remove(event_file(good.data(), id, "hits", ".csv.gz"));
    good.first.write(good.data(), id);
  }
  const RunResult again = good.run("again", {"--only", first.output / "quarantine.jsonl"});
  check_books(again);
  CHECK(again.process.exit_code == 0);
  CHECK(again.report["events"]["read"] == bad.size());
  CHECK(again.report["events"]["written"] == bad.size());
  CHECK(again.quarantine.empty());
  CHECK(again.submission.find("\n10,") == std::string::npos);
  CHECK(again.submission.find("\n91,") != std::string::npos);
}

TEST_CASE("--skip and --events choose events together") {
  const Folder folder("choose");
  const RunResult all = run_pipeline(folder, pipeline("no_network"), small_events(), {}, "all");
  check_books(all);
  REQUIRE(all.report["events"]["read"] == 4);
  const RunResult some = run_pipeline(folder, pipeline("no_network"), small_events(),
                                      {"--skip", "2", "--events", "1"}, "some");
  check_books(some);
  CHECK(some.report["events"]["read"] == 1);
  const std::string rows = some.submission.substr(some.submission.find('\n') + 1);
  CHECK(rows.size() > 1000);
  CHECK(all.submission.find("\n" + rows) != std::string::npos);
  const RunResult last =
      run_pipeline(folder, pipeline("no_network"), small_events(), {"--skip", "3"}, "last");
  CHECK(last.report["events"]["read"] == 1);
  CHECK(all.submission.ends_with(last.submission.substr(last.submission.find('\n') + 1)));
}
