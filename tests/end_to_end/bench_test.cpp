// trackloom bench through the executable.
#include <doctest/doctest.h>

#include <set>
#include <sstream>

#include "end_to_end/shipped.hpp"

using namespace trackloom::test;

namespace {

Finished bench(const Folder& folder, std::vector<std::string> more) {
  more.insert(more.begin(), {"bench", pipeline("no_network"), "--input", small_events(), "--output",
                             folder.path() / "out"});
  return run_command(folder, more);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("bench measures every combination of what it scans, as table, CSV and JSON") {
  const Folder folder("bench");
  const Finished result =
      bench(folder, {"--events", "1", "--scan", "threads=1,2", "--scan",
                     "stages.graph.params.max_edges=1000,2000", "--max-repetitions", "2",
                     "--min-repetitions", "2", "--warm-up", "0"});
  CAPTURE(result.err);
  REQUIRE(result.exit_code == 0);
  CHECK(result.out.find("threads=2 stages.graph.params.max_edges=1000: 2 threads, ") !=
        std::string::npos);
  CHECK(result.out.find("95 % interval") != std::string::npos);

  const auto json = nlohmann::json::parse(read_text(folder.path() / "out/bench.json"));
  REQUIRE(json["configurations"].size() == 4);
  std::set<std::string> hashes;
  for (const auto& one : json["configurations"]) {
    CHECK(one["events"] == 1);
    CHECK(one["scan"]["threads"] == std::to_string(one["threads"].get<int>()));
    hashes.insert(one["config_hash"].get<std::string>());
    REQUIRE(one["quantities"].size() == 3 + 6);  // no_network has six stages
    for (const auto& quantity : one["quantities"]) {
      CAPTURE(quantity.dump());
      CHECK(quantity["repetitions"] == 2);
      CHECK(quantity["median"] > 0);
      CHECK(quantity["smallest"] <= quantity["low"]);
      CHECK(quantity["low"] <= quantity["median"]);
      CHECK(quantity["median"] <= quantity["high"]);
      CHECK(quantity["high"] <= quantity["largest"]);
    }
    CHECK(one["wall_ms_per_event"].size() == 2);
  }
  CHECK(hashes.size() >= 2);  // max_edges is part of the configuration

  const auto csv = lines_of(read_text(folder.path() / "out/bench.csv"));
  REQUIRE(csv.size() == 1 + 4 * 9);
  CHECK(csv[0] ==
        "threads,stages.graph.params.max_edges,threads_used,in_flight_used,events,quantity,stage,"
        "unit,repetitions,median,low,high,quarter,three_quarters,smallest,largest");
  CHECK(csv[1].starts_with("1,1000,1,"));
  CHECK(csv[1].find(",1,event,,ms,2,") != std::string::npos);
}

TEST_CASE("bench repeats until the interval is tight or the time is over") {
  const Folder folder("repeat");
  const Finished tight = bench(folder, {"--events", "1", "--width", "1000", "--json"});
  CAPTURE(tight.err);
  REQUIRE(tight.exit_code == 0);
  const auto json = nlohmann::json::parse(tight.out);
  CHECK(json["tight"] == true);
  CHECK(json["configurations"][0]["wall_ms_per_event"].size() == 6);  // fewer have no interval
  const Finished late =
      bench(folder, {"--events", "1", "--width", "1e-9", "--max-seconds", "0.001", "--json"});
  REQUIRE(late.exit_code == 0);
  const auto short_of_time = nlohmann::json::parse(late.out);
  CHECK(short_of_time["tight"] == false);
  CHECK(short_of_time["configurations"][0]["wall_ms_per_event"].size() == 1);
}

TEST_CASE("bench refuses what it cannot measure, before the first run") {
  const Folder folder("refused");
  const auto refused = [&](const std::vector<std::string>& more, const std::string& message) {
    const Finished result = bench(folder, more);
    CAPTURE(result.err);
    CHECK(result.exit_code == 2);
    CHECK(result.err.find(message) != std::string::npos);
    CHECK_FALSE(fs::exists(folder.path() / "out/bench.json"));
    CHECK_FALSE(fs::exists(folder.path() / "out/last_run"));
  };
  refused({"--scan", "threads"}, "expected KEY=VALUE");
  refused({"--scan", "threads=1,,2"}, "a value is empty");
  refused({"--scan", "threads=1,two"}, "'two' is not a number");
  refused({"--scan", "stages.graph.params.max_edge=1"}, "max_edges");
  refused({"--scan", "variant=none"}, "there is no variant 'none'");
  refused({"--width", "-1"}, "width");
}
