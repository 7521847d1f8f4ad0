// Event files through the executable: convert there and back, and run the pipelines on them.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "end_to_end/data_set.hpp"
#include "end_to_end/shipped.hpp"

using namespace trackloom::test;

namespace {

// Everything a run wrote that does not hold times or paths.
std::map<std::string, std::string> content(const fs::path& output) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(output)) {
    const std::string name = fs::relative(entry.path(), output).string();
    if (!entry.is_regular_file() || name == "report.json" || name == "pipeline.yaml") continue;
    files[name] = read_text(entry.path());
  }
  return files;
}

std::string converted(const Folder& folder, const fs::path& input, const std::string& name,
                      std::vector<std::string> more = {}) {
  const fs::path output = folder.path() / name;
  more.insert(more.begin(), {"convert", input, output, "--progress", "off"});
  const Finished result = run_command(folder, more);
  CAPTURE(result.err);
  REQUIRE(result.exit_code == 0);
  return output;
}

void check_same_results(const std::string& name) {
  const Folder folder("event-file");
  const std::string binary = converted(folder, small_events(), "x.tlevents");
  const RunResult text = run_pipeline(folder, pipeline(name), small_events(), {}, "text");
  const RunResult fast = run_pipeline(folder, pipeline(name), binary, {}, "binary");
  check_books(text);
  check_books(fast);
  REQUIRE(text.process.exit_code == 0);
  REQUIRE_MESSAGE(fast.process.exit_code == 0, fast.process.err);
  CHECK(text.report["stages"][0]["stage"] == "trackml.reader");
  CHECK(fast.report["stages"][0]["stage"] == "event_file.reader");
  CHECK(fast.report["events"]["written"] == 4);
  CHECK(content(text.output).size() >= 7);
  CHECK(content(text.output) == content(fast.output));
}

}  // namespace

TEST_CASE("no_network writes the same bytes from a TrackML data set and from an event file") {
  check_same_results("no_network");
}

TEST_CASE("default writes the same bytes from a TrackML data set and from an event file") {
  check_same_results("default");
}

TEST_CASE("an event file, converted to TrackML and back, is the same file") {
  const Folder folder("there-and-back");
  const std::string first = converted(folder, small_events(), "first.tlevents");
  const std::string plain = converted(folder, first, "plain");
  const std::string packed = converted(folder, first, "packed", {"--gzip"});
  const std::string bytes = read_text(first);
  CHECK(bytes.size() > 1000000);
  CHECK(read_text(converted(folder, plain, "second.tlevents")) == bytes);
  CHECK(read_text(converted(folder, packed, "third.tlevents")) == bytes);
  CHECK(gunzip(read_text(fs::path(packed) / "detectors.csv.gz")) ==
        read_text(fs::path(plain) / "detectors.csv"));
}

TEST_CASE("convert chooses events and parts") {
  const Folder folder("choose");
  const std::string all = converted(folder, small_events(), "all.tlevents");
  const std::string one =
      converted(folder, all, "one", {"--skip", "1", "--events", "1", "--no-cells", "--no-truth"});
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(one)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  REQUIRE(names.size() == 2);
  CHECK(names[0] == "detectors.csv");
  CHECK(names[1].ends_with("-hits.csv"));
}

TEST_CASE("convert refuses what is there already and what is no data set") {
  const Folder folder("refused");
  const auto refused = [&](const std::vector<std::string>& arguments, const std::string& message) {
    std::vector<std::string> all = {"convert", "--progress", "off"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Finished result = run_command(folder, all);
    CAPTURE(result.err);
    CHECK(result.exit_code == 2);
    CHECK(result.err.find(message) != std::string::npos);
  };
  const fs::path there = folder.path() / "there.tlevents";
  write_text(there, "mine");
  refused({small_events(), there}, "exists already");
  CHECK(read_text(there) == "mine");
  refused({there, folder.path() / "out"}, "neither a directory nor a complete zip file");
  refused({folder.path() / "none", folder.path() / "out"}, "none");
  refused({small_events(), folder.path() / "a.tlevents", "--source", "trackml.raeder"}, "reader");
  CHECK_FALSE(fs::exists(folder.path() / "out"));
  CHECK_FALSE(fs::exists(folder.path() / "a.tlevents"));
}

TEST_CASE("convert gives up at an event that cannot be read, or leaves it out and says so") {
  const Folder folder("failures");
  const fs::path data = folder.path() / "data";
  fs::create_directories(data);
  fs::copy(small_events() / "detectors.csv.gz", data);
  EventTexts event = EventTexts::load(small_events(), 0);
  event.write(data, 1);
  event.write(data, 3);
  event.hits += "nonsense\n";
  event.write(data, 2);
  const fs::path output = folder.path() / "x.tlevents";
  Finished result = run_command(folder, {"convert", data, output, "--progress", "off"});
  CAPTURE(result.err);
  CHECK(result.exit_code == 3);
  CHECK(result.err.find("event000000002-hits.csv:") != std::string::npos);
  CHECK_FALSE(fs::exists(output));
  result =
      run_command(folder, {"convert", data, output, "--progress", "off", "--max-failures", "1"});
  CHECK(result.exit_code == 0);
  CHECK(result.err.find("event 2 was left out: ") != std::string::npos);
  CHECK(result.out.find("2 events written, 1 failed") != std::string::npos);
}

TEST_CASE("a damaged event of an event file is skipped, the others come out unchanged") {
  const Folder folder("damaged");
  const std::string path = converted(folder, small_events(), "x.tlevents");
  const RunResult good = run_pipeline(folder, pipeline("no_network"), path,
                                      {"--set", "source.params.cells=true"}, "good");
  std::string bytes = read_text(path);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write_text(path, bytes);
  const RunResult result = run_pipeline(
      folder, pipeline("no_network"), path,
      {"--set", "run.max_failures=100%", "--set", "source.params.cells=true"}, "damaged");
  check_books(result);
  CHECK(result.process.exit_code == 0);
  REQUIRE(result.report["events"]["failed"] == 1);
  CHECK(result.report["events"]["written"] == 3);
  CHECK(result.quarantine.find("x.tlevents: offset ") != std::string::npos);
  CHECK(result.quarantine.find("wrong checksum") != std::string::npos);
  // What is left of the good run without the lost event's lines.
  const auto failed =
      nlohmann::json::parse(result.quarantine.substr(0, result.quarantine.find('\n')));
  const std::string id = "\n" + failed["event"].dump() + ",";
  std::string expected;
  std::istringstream lines(good.submission);
  for (std::string line; std::getline(lines, line);) {
    if (!("\n" + line).starts_with(id)) expected += line + "\n";
  }
  CHECK(expected.size() < good.submission.size());
  CHECK(result.submission == expected);
}

TEST_CASE("--source names the reader, and a pipeline that reads no input keeps its own source") {
  const Folder folder("source");
  const std::string path = converted(folder, small_events(), "x.tlevents", {"--events", "1"});
  const Finished wrong = run_command(
      folder, {"check", pipeline("no_network"), "--input", path, "--source", "trackml.reader"});
  CHECK(wrong.exit_code == 2);
  const Finished right = run_command(
      folder, {"graph", pipeline("no_network"), "--input", path, "--source", "event_file.reader"});
  CHECK(right.exit_code == 0);
  CHECK(right.out.find("event_file.reader") != std::string::npos);
  write_text(folder.path() / "fixed.yaml", "include: " + pipeline("no_network").string() +
                                               "\nsource: {use: trackml.reader, params: {path: \"" +
                                               small_events().string() + "\"}}\n");
  const Finished fixed =
      run_command(folder, {"graph", folder.path() / "fixed.yaml", "--input", path});
  CAPTURE(fixed.err);
  CHECK(fixed.exit_code == 0);
  CHECK(fixed.out.find("trackml.reader") != std::string::npos);
}
