// Gzip and zip: what is accepted, and how each kind of damage is refused.
#include <doctest/doctest.h>

#include "small_event.hpp"
#include "zip_builder.hpp"

using namespace trackml_test;
using trackloom::trackml::Reader;

namespace {

const std::string hits_name = "event000000001-hits.csv";

void add_event(ZipBuilder& zip, const std::string& folder, const ZipBuilder::Options& options) {
  const SmallEvent event;
  zip.add(folder + "event000000001-hits.csv", event.hits, options);
  zip.add(folder + "event000000001-cells.csv", event.cells, options);
  zip.add(folder + "event000000001-truth.csv", event.truth, options);
  zip.add(folder + "event000000001-particles.csv", event.particles, options);
}

void check_small_event(const fs::path& path) {
  const ReadEvent event = read_first(config_for(path));
  CHECK(event.hits.z == std::vector<float>{10.5F, 20, -0.5F});
  CHECK(event.cells.value == std::vector<float>{0.156F, 0.25F, 1});
  CHECK(event.truth.weight == std::vector<double>{0.75, 0, 0.25});
  CHECK(event.particles.hits == std::vector<std::int32_t>{2});
}

// What opening a zip file or reading its first event complains of; PATH stands for its name.
std::string complaint_about_zip(const std::string& bytes, int max_file_mb = 512) {
  const TemporaryFolder folder;
  const std::string path = folder.write("data.zip", bytes);
  Reader::Config config = config_for(path);
  config.max_file_mb = max_file_mb;
  std::string message = message_of([&] { read_first(config); });
  if (message.starts_with(path)) message.replace(0, path.size(), "PATH");
  return message;
}

std::string complaint_about_member(const std::string& content, const ZipBuilder::Options& options) {
  ZipBuilder zip;
  zip.add("detectors.csv", SmallEvent().detectors);
  zip.add(hits_name, content, options);
  return complaint_about_zip(zip.finish());
}

std::string complaint_about_gzip(const std::string& bytes, int max_file_mb = 512) {
  const TemporaryFolder folder;
  folder.write("detectors.csv", SmallEvent().detectors);
  const std::string path = folder.write(hits_name + ".gz", bytes);
  Reader::Config config = config_for(folder.path());
  config.max_file_mb = max_file_mb;
  std::string message = message_of([&] { read_first(config); });
  if (message.starts_with(path)) message.replace(0, path.size(), "PATH");
  return message;
}

}  // namespace

TEST_CASE("gzipped files are read, the detector's too") {
  const TemporaryFolder folder;
  const SmallEvent event;
  folder.write("detectors.csv.gz", gzip(event.detectors));
  folder.write("event000000001-hits.csv.gz", gzip(event.hits));
  folder.write("event000000001-cells.csv.gz", gzip(event.cells));
  folder.write("event000000001-truth.csv.gz", gzip(event.truth));
  folder.write("event000000001-particles.csv", event.particles);
  check_small_event(folder.path());
}

TEST_CASE("a gzip file of several members is their concatenation") {
  const std::string hits = SmallEvent().hits;
  CHECK(complaint_about_gzip(gzip(hits.substr(0, 50)) + gzip(hits.substr(50))).empty());
  // The last member's size field says 0 bytes, far less than there are.
  std::string rows = hits;
  for (int i = 4; i < 20000; ++i) rows += std::to_string(i) + ",1,2,3,7,2,1\n";
  CHECK(complaint_about_gzip(gzip(rows) + gzip("")).empty());
}

TEST_CASE("a row that gzip members share is read whole, errors name its line") {
  CHECK(complaint_about_gzip(gzip(SmallEvent().hits + "4,na") + gzip("n,1,1,7,2,1\n")) ==
        "PATH:5:3: x is not finite: \"nan\"");
}

TEST_CASE("damaged gzip files are refused") {
  const std::string good = gzip(SmallEvent().hits);
  const std::string corrupt = "PATH: corrupt or truncated gzip data in the member at offset ";
  CHECK(complaint_about_gzip(good).empty());
  for (std::size_t size = 1; size < good.size(); ++size) {
    CAPTURE(size);
    CHECK(complaint_about_gzip(good.substr(0, size)) == corrupt + "0");
  }
  std::string bad_checksum = good;
  bad_checksum[good.size() - 8] = static_cast<char>(bad_checksum[good.size() - 8] ^ 1);
  CHECK(complaint_about_gzip(bad_checksum) == corrupt + "0");
  CHECK(complaint_about_gzip(good + "trailing garbage") == corrupt + std::to_string(good.size()));
  CHECK(complaint_about_gzip("") == "PATH: the file is empty, no gzip data");
  CHECK(complaint_about_gzip(SmallEvent().hits) == corrupt + "0");
}

TEST_CASE("gzip files that unpack to more than the limit are refused") {
  const std::string bomb = gzip(std::string(3 << 20, '1'));
  CHECK(bomb.size() < 10000);
  const std::string refusal =
      "PATH: more than 1 MB when unpacked; raise max_file_mb if it is meant";
  CHECK(complaint_about_gzip(bomb, 1) == refusal);
  CHECK(complaint_about_gzip(bomb + gzip(""), 1) == refusal);  // claims 0 bytes
  CHECK(complaint_about_gzip(bomb, 4).find("unknown column") != std::string::npos);
}

TEST_CASE("plain files above the limit are refused") {
  const TemporaryFolder folder;
  SmallEvent event;
  event.cells += std::string(2 << 20, ' ');
  event.write(folder);
  Reader::Config config = config_for(folder.path());
  config.max_file_mb = 1;
  CHECK(message_of([&] { read_first(config); }) ==
        (folder.path() / "event000000001-cells.csv").string() +
            ": 2 MB, more than 1; raise max_file_mb if it is meant");
}

TEST_CASE("events may lie one folder down, with the detector beside them or above") {
  const TemporaryFolder folder;
  SmallEvent event;
  event.detectors = "";
  folder.write("detectors.csv", SmallEvent().detectors);
  folder.write("train/event000000001-hits.csv", event.hits);
  CHECK(read_first(folder).hits.size() == 3);
  std::string thicker = SmallEvent().detectors;
  thicker.replace(thicker.find(",0.2,"), 5, ",0.5,");
  folder.write("train/detectors.csv", thicker);
  CHECK(read_first(folder).detector->modules()[0].thickness == 0.5F);
}

TEST_CASE("zip files are read, deflated and stored, nested and not, zip64 too") {
  for (const bool deflated : {true, false}) {
    for (const bool zip64 : {true, false}) {
      for (const char* folder_name : {"", "train_100_events/"}) {
        ZipBuilder::Options options;
        options.deflated = deflated;
        options.zip64 = zip64;
        ZipBuilder zip;
        zip.add("detectors.csv", SmallEvent().detectors, options);
        add_event(zip, folder_name, options);
        const TemporaryFolder folder;
        check_small_event(folder.write("data.zip", zip.finish(zip64)));
      }
    }
  }
}

TEST_CASE("gzipped members of a zip file are unpacked twice") {
  ZipBuilder zip;
  zip.add("detectors.csv.gz", gzip(SmallEvent().detectors));
  zip.add(hits_name + ".gz", gzip(SmallEvent().hits));
  CHECK(complaint_about_zip(zip.finish()).empty());
}

TEST_CASE("a zip file of events uses the detector parameter if it has none") {
  const TemporaryFolder folder;
  ZipBuilder zip;
  add_event(zip, "", {});
  Reader::Config config = config_for(folder.write("data.zip", zip.finish()));
  CHECK(message_of([&] { Reader reader(config); }).find("has no detectors.csv") !=
        std::string::npos);
  config.detector = folder.write("detectors.csv.gz", gzip(SmallEvent().detectors));
  CHECK(read_first(config).hits.size() == 3);
}

TEST_CASE("errors in zip members name archive, member, line and column") {
  CHECK(complaint_about_member("hit_id,x,y,z,volume_id,layer_id,module_id\n1,2,x,3,7,2,1\n", {}) ==
        "PATH/event000000001-hits.csv:2:5: y is not a number: \"x\"");
}

TEST_CASE("zip files with members that climb out or are absolute are refused") {
  for (const char* name : {"../event000000002-hits.csv", "a/../../b", "/etc/passwd", "..", "a/..",
                           "C:/x", "a\\..\\b"}) {
    ZipBuilder zip;
    zip.add("detectors.csv", SmallEvent().detectors);
    add_event(zip, "", {});
    zip.add(name, "x");
    CHECK(complaint_about_zip(zip.finish()) ==
          std::string("PATH: refused, it has a member with an unsafe name: ") + name);
  }
}

TEST_CASE("zip members that are not what they claim are refused") {
  const std::string hits = SmallEvent().hits;
  const std::string member = "PATH/event000000001-hits.csv: ";
  ZipBuilder::Options options;
  CHECK(complaint_about_member(hits, options).empty());
  options.checksum_error = 1;
  CHECK(complaint_about_member(hits, options) == member + "checksum mismatch in the zip file");
  options = {};
  options.claimed_size = hits.size() + 1;
  CHECK(complaint_about_member(hits, options) ==
        member + "corrupt compressed data in the zip file");
  options.claimed_size = hits.size() - 1;
  CHECK(complaint_about_member(hits, options) ==
        member + "corrupt compressed data in the zip file");
  options.claimed_size = 100000000;
  CHECK(complaint_about_member(hits, options) ==
        member + "its directory entry promises more than can be packed");
  options.claimed_size = 4000000000;
  CHECK(complaint_about_member(hits, options) ==
        member + "3814 MB, more than 512; raise max_file_mb if it is meant");
  options = {};
  options.method = 14;
  CHECK(complaint_about_member(hits, options) ==
        member +
            "zip compression method 14 is not supported; only stored and deflated members are");
  options = {};
  options.flags = 1;
  CHECK(complaint_about_member(hits, options) ==
        "PATH: member event000000001-hits.csv is encrypted");
}

TEST_CASE("truncated zip files and files that are none are refused without a crash") {
  ZipBuilder zip;
  zip.add("detectors.csv", SmallEvent().detectors);
  add_event(zip, "", {});
  const std::string good = zip.finish();
  CHECK(complaint_about_zip(good).empty());
  for (std::size_t size = 0; size < good.size(); ++size) {
    CAPTURE(size);
    CHECK(complaint_about_zip(good.substr(0, size)) ==
          "PATH: neither a directory nor a complete zip file (no end record)");
  }
  CHECK(complaint_about_zip(good.substr(500)).find("corrupt or truncated zip file at offset") !=
        std::string::npos);
}

TEST_CASE("a zip file with any one byte changed is read or refused, never worse") {
  ZipBuilder zip;
  zip.add("detectors.csv", SmallEvent().detectors);
  add_event(zip, "", {});
  const std::string good = zip.finish(true);
  const TemporaryFolder folder;
  std::size_t refused = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0xFF);
    const Reader::Config config = config_for(folder.write("data.zip", bad));
    refused += message_of([&] { read_first(config); }).empty() ? 0U : 1U;
  }
  CHECK(refused > good.size() / 2);
}
