// Data sets, maps and weights that cannot be used: refused before any event is read.
#include <doctest/doctest.h>
#include <libdeflate.h>

#include <cstring>
#include <functional>

#include "end_to_end/data_set.hpp"
#include "end_to_end/shipped.hpp"
#include "event_data/map_file.hpp"
#include "trackml/zip_builder.hpp"

using namespace trackloom::test;

namespace {

void check_refused(const RunResult& result, const std::string& message) {
  CAPTURE(result.process.err);
  CHECK(result.process.exit_code == 2);
  CHECK(result.process.err.find(message) != std::string::npos);
  CHECK_FALSE(fs::exists(result.output / "submission.csv"));
  if (fs::exists(result.output)) CHECK(partial_files(result.output).empty());
}

// The shipped layer map with its bytes changed.
std::string layer_map_with(const std::function<void(std::string&)>& change) {
  std::string bytes = read_text(share_folder() / "maps/layer_map.tlmap");
  change(bytes);
  return bytes;
}

void put(std::string& bytes, std::size_t offset, std::uint32_t value) {
  std::memcpy(bytes.data() + offset, &value, sizeof value);
}

// The header's checksum made right again, so that only the change itself is wrong.
void seal_header(std::string& bytes) {
  put(bytes, 76, libdeflate_crc32(0, bytes.data(), 76));
}

std::string with_first_event(const Folder& folder, trackml_test::ZipBuilder& zip) {
  const EventTexts event = EventTexts::load(small_events());
  zip.add("detectors.csv.gz", read_text(small_events() / "detectors.csv.gz"));
  zip.add("event000000001-hits.csv", event.hits);
  const fs::path file = folder.path() / "events.zip";
  write_text(file, zip.finish());
  return file;
}

}  // namespace

TEST_CASE("a data set that is not there or holds no event is refused") {
  const Folder folder("no-input");
  const fs::path none = folder.path() / "none";
  check_refused(run_pipeline(folder, pipeline("no_network"), none),
                "no_network.yaml:5:46: error: '" + none.string() +
                    "' cannot be read: No such file or directory, at source.params.path");
  fs::create_directories(folder.path() / "empty");
  check_refused(run_pipeline(folder, pipeline("no_network"), folder.path() / "empty"),
                "no events, that is no files such as event000001000-hits.csv or .csv.gz");
}

TEST_CASE("zip files that are cut off, hold unsafe names or are none are refused") {
  const Folder folder("zip");
  trackml_test::ZipBuilder good;
  const fs::path file = with_first_event(folder, good);
  const RunResult read = run_pipeline(folder, pipeline("no_network"), file, {}, "good");
  check_books(read);
  CHECK(read.report["events"]["written"] == 1);

  const std::string bytes = read_text(file);
  write_text(file, bytes.substr(0, bytes.size() - 30));
  check_refused(run_pipeline(folder, pipeline("no_network"), file),
                file.string() + ": neither a directory nor a complete zip file (no end record)");

  trackml_test::ZipBuilder climbing;
  climbing.add("../event000000002-hits.csv", "hit_id");
  with_first_event(folder, climbing);
  check_refused(run_pipeline(folder, pipeline("no_network"), file),
                "refused, it has a member with an unsafe name: ../event000000002-hits.csv");
  CHECK_FALSE(fs::exists(folder.path().parent_path() / "event000000002-hits.csv"));
}

TEST_CASE("a zip member that is damaged is its event's error") {
  const Folder folder("member");
  trackml_test::ZipBuilder zip;
  trackml_test::ZipBuilder::Options wrong;
  wrong.checksum_error = 1;
  zip.add("event000000000-hits.csv", EventTexts::load(small_events(), 1).hits, wrong);
  const fs::path file = with_first_event(folder, zip);
  const RunResult result =
      run_pipeline(folder, pipeline("no_network"), file, {"--set", "run.max_failures=1"});
  check_books(result);
  CHECK(result.process.exit_code == 0);
  CHECK(result.report["events"]["failed"] == 1);
  CHECK(result.error_of(0) ==
        file.string() + "/event000000000-hits.csv: checksum mismatch in the zip file");
  CHECK(result.submission.find("\n1,") != std::string::npos);
}

TEST_CASE("a map of the wrong version, size, shape, kind or checksum is refused with its offset") {
  const Folder folder("map");
  const fs::path file = folder.path() / "bad.tlmap";
  const auto check_map = [&](const std::string& bytes, const std::string& offset,
                             const std::string& message) {
    CAPTURE(message);
    write_text(file, bytes);
    const RunResult result = run_pipeline(folder, pipeline("no_network"), small_events(),
                                          {"--set", "stages.graph.params.map=" + file.string()});
    check_refused(result, message);
    check_refused(result, file.string() + ": offset " + offset);
  };
  const auto written = [&](const trackloom::MapFileWriter& map) {
    map.write(file);
    return read_text(file);
  };
  const std::string size = std::to_string(layer_map_with([](std::string&) {}).size());
  check_map(layer_map_with([](std::string& b) { put(b, 12, 99), seal_header(b); }),
            "12: ", "version 99 of 'layer_map' cannot be read, expected");
  check_map(layer_map_with([](std::string& b) { put(b, 8, 2); }),
            "8: ", "container version 2 cannot be read, only 1");
  check_map(layer_map_with([](std::string& b) { b.pop_back(); }), "",
            "the file is truncated: its header says " + size + " bytes");
  check_map(layer_map_with([](std::string& b) { put(b, 64, 0x7FFFFFFF), seal_header(b); }),
            size + ": ", "the file is truncated: the metadata takes 2147483647 bytes");
  check_map(layer_map_with([](std::string& b) { b.back() = static_cast<char>(b.back() ^ 1); }), "",
            "wrong checksum: section");
  check_map(layer_map_with([](std::string& b) { put(b, 72, 1); }),
            "76: ", "wrong checksum: the header is damaged");
  check_map("no map at all", "0: ", "not a map file (wrong magic)");
  check_map(written(trackloom::MapFileWriter("module_map", 1, 0, "{}")),
            "16: ", "this is a map of kind 'module_map', expected 'layer_map'");
  trackloom::MapFileWriter shape("layer_map", 2, 0, "{}");
  const std::uint32_t sizes[] = {1, 2, 3};
  shape.add_section<std::uint32_t>("shape", sizes);
  check_map(written(shape), "", "section 'shape' has 3 elements, expected 7");
}

TEST_CASE("a map of another detector fails every event and says what to do") {
  const Folder folder("geometry");
  const fs::path file = folder.path() / "other.tlmap";
  write_text(file, layer_map_with([](std::string& b) { put(b, 48, 12345), seal_header(b); }));
  const RunResult result =
      run_pipeline(folder, pipeline("no_network"), small_events(),
                   {"--set", "stages.graph.params.map=" + file.string(), "--events", "1"});
  check_books(result);
  CHECK(result.process.exit_code == 3);
  CHECK(result.quarantine.find("was learned in another detector than that of these events; learn a "
                               "map for it with pipelines/train/layer_map.yaml") !=
        std::string::npos);
}

TEST_CASE("weights that are cut off, of another shape or no safetensors are refused") {
  const Folder folder("weights");
  const fs::path file = folder.path() / "bad.safetensors";
  const std::string good = read_text(shipped_weights());
  const auto check_weights = [&](const std::string& bytes, const std::string& message) {
    CAPTURE(message);
    write_text(file, bytes);
    const RunResult result =
        run_pipeline(folder, pipeline("default"), small_events(),
                     {"--set", "stages.network.params.weights=" + file.string()});
    check_refused(result, message);
    CHECK(result.process.err.find(file.string()) != std::string::npos);
  };
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string bytes = good;
    const std::size_t at = bytes.find(from);
    REQUIRE(at != std::string::npos);
    return bytes.replace(at, from.size(), to);
  };
  check_weights(good.substr(0, good.size() - 100), "truncated?");
  check_weights(good + "more", "data that belong to no tensor");
  check_weights("{}", "offset 0: too short for a safetensors file");
  check_weights(replaced("\"F32\"", "\"F99\""), "unknown dtype 'F99'");
  check_weights(replaced("\"format_version\":\"1\"", "\"format_version\":\"9\""),
                "format version '9', this program knows '1'");
  std::string deeper = good;
  deeper.at(deeper.find("\"iterations\":\"") + 14) = '9';
  check_weights(deeper, "is missing");
  check_weights(replaced("\"node_features\":\"3\"", "\"node_features\":\"5\""), "has shape [");
  std::string damaged = good;
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  check_weights(damaged, "the data have checksum");
}
