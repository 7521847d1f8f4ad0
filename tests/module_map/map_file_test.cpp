#include "event_data/map_file.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "temporary_folder.hpp"

using trackloom_test::TemporaryFolder;

using trackloom::MapFile;
using trackloom::MapFileWriter;

namespace {

// Byte positions of the layout in map_file.hpp that the tests damage.
constexpr std::size_t version_at = 12;
constexpr std::size_t metadata_at = 80;

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void put(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string error_of(const std::filesystem::path& path, const char* kind = "test_map",
                     std::uint32_t version = 3) {
  try {
    MapFile::read(path, kind, version);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct Written {
  TemporaryFolder folder;
  std::filesystem::path path = folder / "a.tlmap";
  std::vector<float> slopes;
  std::vector<std::uint16_t> counts{7, 8, 9};

  Written() {
    for (int i = 0; i < 5000; ++i) slopes.push_back(0.001F * static_cast<float>(i));
    MapFileWriter writer("test_map", 3, 0xABCD, R"({"events": 2})");
    writer.add_section<float>("slopes", slopes);
    writer.add_section<std::uint16_t>("counts", counts);
    writer.add_section<std::int64_t>("empty", {});
    writer.write(path);
  }
};

}  // namespace

TEST_CASE("a map file gives back what was written, packed where that helps") {
  const Written written;
  const MapFile map = MapFile::read(written.path, "test_map", 3);
  CHECK(map.metadata() == R"({"events": 2})");
  CHECK(map.geometry() == 0xABCD);
  const auto slopes = map.section<float>("slopes");
  CHECK(std::vector<float>(slopes.begin(), slopes.end()) == written.slopes);
  const auto counts = map.section<std::uint16_t>("counts", 3);
  CHECK(std::vector<std::uint16_t>(counts.begin(), counts.end()) == written.counts);
  CHECK(map.section<std::int64_t>("empty").empty());
  CHECK(std::filesystem::file_size(written.path) < written.slopes.size() * sizeof(float));
}

TEST_CASE("equal content gives equal bytes") {
  const Written first, second;
  CHECK(bytes_of(first.path) == bytes_of(second.path));
}

TEST_CASE("a file that is no map, or another map, is refused with file and offset") {
  const Written written;
  const std::string good = bytes_of(written.path);
  const auto bad = written.folder / "bad.tlmap";

  CHECK(contains(error_of(written.folder / "absent.tlmap"), "absent.tlmap: cannot be opened"));
  put(bad, "hit_id,x,y,z\n1,2,3,4\n");
  CHECK(contains(error_of(bad), "bad.tlmap: offset 0: not a map file (wrong magic)"));
  put(bad, "");
  CHECK(contains(error_of(bad), "offset 0: not a map file"));
  CHECK(contains(error_of(written.path, "layer_map"),
                 "offset 16: this is a map of kind 'test_map', expected 'layer_map'"));
  CHECK(contains(error_of(written.path, "test_map", 4),
                 "offset 12: version 3 of 'test_map' cannot be read, expected 4"));
  std::string newer = good;
  newer[8] = 9;
  put(bad, newer);
  CHECK(contains(error_of(bad), "offset 8: container version 9 cannot be read, only 1"));
}

TEST_CASE("a truncated map file is refused at every length") {
  const Written written;
  const std::string good = bytes_of(written.path);
  const auto bad = written.folder / "bad.tlmap";
  for (std::size_t length = 8; length < good.size(); length += 41) {
    put(bad, good.substr(0, length));
    CHECK(contains(error_of(bad), "offset " + std::to_string(length) + ": the file is truncated"));
  }
  put(bad, good + "x");
  CHECK(
      contains(error_of(bad), "offset " + std::to_string(good.size()) + ": there are bytes after"));
}

TEST_CASE("a flipped bit anywhere in a map file is found") {
  const Written written;
  const std::string good = bytes_of(written.path);
  const auto bad = written.folder / "bad.tlmap";
  for (std::size_t at = 0; at < good.size(); at += 29) {
    std::string damaged = good;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    put(bad, damaged);
    CHECK(contains(error_of(bad), "bad.tlmap: offset "));
  }
  std::string damaged = good;
  damaged[version_at] = 4;
  put(bad, damaged);
  CHECK(contains(error_of(bad), "offset 76: wrong checksum: the header is damaged"));
  damaged = good;
  damaged[metadata_at] = '[';
  put(bad, damaged);
  CHECK(contains(error_of(bad), "offset 80: wrong checksum: metadata or section table"));
  damaged = good;
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  put(bad, damaged);
  CHECK(contains(error_of(bad), "wrong checksum: section 'slopes' is damaged"));
}

TEST_CASE("sections are asked for by name, type and count") {
  const Written written;
  const MapFile map = MapFile::read(written.path, "test_map", 3);
  const auto error = [&](auto&& ask) -> std::string {
    try {
      ask();
    } catch (const std::runtime_error& e) {
      return e.what();
    }
    return "no error";
  };
  CHECK(contains(error([&] { map.section<float>("widths"); }), "there is no section 'widths'"));
  CHECK(contains(error([&] { map.section<double>("slopes"); }),
                 "section 'slopes' does not hold the expected type"));
  CHECK(contains(error([&] { map.section<float>("slopes", 4); }),
                 "section 'slopes' has 5000 elements, expected 4"));
  CHECK(contains(error([&] { map.require_geometry(0x1234); }), "0x000000000000abcd"));
  CHECK(contains(error([&] { map.require_geometry(0x1234); }), "0x0000000000001234"));
  CHECK_NOTHROW(map.require_geometry(0xABCD));
}

TEST_CASE("names that do not fit the format are refused when writing") {
  CHECK_THROWS_AS(MapFileWriter("", 1, 0, "{}"), std::invalid_argument);
  MapFileWriter writer("test_map", 1, 0, "{}");
  CHECK_THROWS_AS(writer.add_section<float>(std::string(32, 'a'), {}), std::invalid_argument);
  writer.add_section<float>("a", {});
  CHECK_THROWS_AS(writer.add_section<float>("a", {}), std::invalid_argument);
}
