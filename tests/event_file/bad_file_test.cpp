// Files spoilt in one place: each is refused with its name and an offset, and nothing crashes.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstring>
#include <limits>

#include "event_file/event_columns.hpp"
#include "small_file.hpp"

using namespace event_file_test;
using event_file::BlockBuilder;
using event_file::BlockKind;

namespace {

struct GoodFile {
  GoodFile() : path(folder.file("x.tlevents")) {
    const DetectorRef detector = small_detector();
    write_file({.path = path}, {make_event(1, 40, detector), make_event(2, 40, detector),
                                make_event(3, 40, detector)});
    bytes = bytes_of(path);
  }
  std::size_t trailer() const { return bytes.size() - 64; }
  std::size_t index() const { return trailer() - 3 * 32; }
  std::size_t block(std::size_t event) const {
    return event_file::EventFile(path).events()[event].offset;
  }

  // What opening the file and reading all of it says; "" where all is well.
  std::string complaint(const std::string& changed) const {
    const std::string spoilt = folder.file("spoilt.tlevents");
    write_bytes(spoilt, changed);
    return message_of([&] {
      event_file::Reader reader({.path = spoilt});
      for (TestEvent event; next(reader, event);) {
      }
    });
  }
  // With some bytes replaced.
  std::string complaint(std::size_t at, const std::string& by) const {
    return complaint(std::string(bytes).replace(at, by.size(), by));
  }

  TemporaryFolder folder;
  std::string path, bytes;
};

bool says(const std::string& complaint, const std::string& offset, const std::string& what) {
  return complaint.find("spoilt.tlevents: offset " + offset + ": ") != std::string::npos &&
         complaint.find(what) != std::string::npos;
}

// Writes a checksum that fits over the 56 bytes before it: for lies that are told consistently.
void sign(std::string& bytes, std::size_t structure) {
  const std::uint64_t sum =
      event_file::checksum_of(std::as_bytes(std::span(bytes.data() + structure, 56)));
  std::memcpy(bytes.data() + structure + 56, &sum, sizeof sum);
}

void put_number(std::string& bytes, std::size_t at, std::uint64_t value, std::size_t size = 8) {
  std::memcpy(bytes.data() + at, &value, size);
}

}  // namespace

TEST_CASE("files of another kind, version or byte order are refused") {
  const GoodFile good;
  CHECK(good.complaint(good.bytes).empty());
  CHECK(says(good.complaint(""), "0", "0 bytes are too few"));
  CHECK(says(good.complaint("event_id,hit_id\n"), "0", "too few"));
  CHECK(says(good.complaint(0, "PAR1"), "0", "not an event file"));
  CHECK(says(good.complaint(8, "\x02"), "8", "format version 2, this program knows 1"));
  CHECK(says(good.complaint(12, "\x01\x02\x03\x04"), "12", "not little-endian"));
  CHECK(says(good.complaint(20, "x"), "0", "wrong checksum: the header"));
  CHECK(message_of([&] {
          event_file::Reader({.path = good.folder.path().string()});
        }).find("is not an event file") != std::string::npos);
  CHECK(message_of([&] {
          event_file::Reader({.path = good.folder.file("none")});
        }).find("No such file") != std::string::npos);
}

TEST_CASE("a file cut anywhere is refused before any event is read") {
  const GoodFile good;
  for (std::size_t size = 0; size < good.bytes.size(); size += size < 200 ? 1 : 61) {
    CAPTURE(size);
    const std::string spoilt = good.folder.file("cut.tlevents");
    write_bytes(spoilt, good.bytes.substr(0, size));
    const std::string message = message_of([&] { event_file::Reader({.path = spoilt}); });
    CHECK(message.find("cut.tlevents: offset ") != std::string::npos);
  }
  CHECK(says(good.complaint(good.bytes + std::string(32, '\0')),
             std::to_string(good.trailer() + 32), "truncated"));
}

TEST_CASE("a wrong bit anywhere is noticed") {
  const GoodFile good;
  std::size_t noticed = 0, padding = 0;
  for (std::size_t at = 0; at < good.bytes.size(); at += 7) {
    std::string changed = good.bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    // Nobody reads the zeros between columns.
    good.complaint(changed).empty() ? ++padding : ++noticed;
  }
  CHECK(noticed > 3 * padding);
  // Never in what is not padding: each structure and the first number of each column.
  std::vector<std::size_t> places = {
      0, 8, 20, 60, good.index(), good.trailer(), good.trailer() + 9};
  for (std::size_t event = 0; event < 3; ++event) {
    const std::size_t block = good.block(event);
    std::uint32_t columns = 0;
    std::memcpy(&columns, good.bytes.data() + block + 28, sizeof columns);
    places.push_back(block + 10);
    for (std::size_t c = 0; c < columns; ++c) {
      const std::size_t entry = block + 64 + c * 64;
      std::uint64_t offset = 0;
      std::memcpy(&offset, good.bytes.data() + entry + 48, sizeof offset);
      places.push_back(entry + 1);
      places.push_back(block + offset);
    }
  }
  for (const std::size_t at : places) {
    CAPTURE(at);
    std::string changed = good.bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    CHECK_FALSE(good.complaint(changed).empty());
  }
}

TEST_CASE("a damaged event fails with file and offset, the events after it are read") {
  const GoodFile good;
  const std::size_t block = good.block(1);
  std::string changed = good.bytes;
  const std::size_t column = block + 64 + 64 * 30;  // the first one begins behind the table
  changed[column] = static_cast<char>(changed[column] ^ 1);
  const std::string spoilt = good.folder.file("spoilt.tlevents");
  write_bytes(spoilt, changed);
  event_file::Reader reader({.path = spoilt});
  TestEvent event;
  CHECK(next(reader, event));
  event.info.id = 0;
  CHECK(message_of([&] { next(reader, event); }) ==
        spoilt + ": offset " + std::to_string(column) +
            ": event 2: wrong checksum: column hits.id is damaged");
  CHECK(event.info.id == 2);
  REQUIRE(next(reader, event));
  CHECK(event.info.id == 3);
}

TEST_CASE("sizes that cannot be are refused, whatever they would wrap to") {
  const GoodFile good;
  for (const std::uint64_t size : {std::uint64_t{1} << 31, std::uint64_t{1} << 62,
                                   ~std::uint64_t{0}, ~std::uint64_t{0} - 63}) {
    CAPTURE(size);
    std::string changed = good.bytes;
    // The trailer's index offset and number of events, signed.
    for (const std::size_t at : {good.trailer() + 16, good.trailer() + 24}) {
      changed = good.bytes;
      put_number(changed, at, size);
      sign(changed, good.trailer());
      CHECK(says(good.complaint(changed), std::to_string(good.trailer()), "the index cannot be"));
    }
    changed = good.bytes;
    put_number(changed, good.trailer() + 32, size);
    sign(changed, good.trailer());
    CHECK(says(good.complaint(changed), std::to_string(good.trailer()), "the detector cannot be"));
    // An entry of the index, its checksum and that of the trailer renewed.
    for (const std::size_t at : {good.index() + 32 + 8, good.index() + 32 + 16}) {
      changed = good.bytes;
      put_number(changed, at, size);
      const std::uint64_t sum =
          event_file::checksum_of(std::as_bytes(std::span(changed.data() + good.index(), 96)));
      put_number(changed, good.trailer() + 48, sum);
      sign(changed, good.trailer());
      CHECK(
          says(good.complaint(changed), std::to_string(good.index() + 32), "entry 1 of the index"));
    }
    // Numbers of a column, its offset, and the block's own size.
    const std::size_t block = good.block(0);
    for (const std::size_t at : {block + 64 + 40, block + 64 + 48}) {
      changed = good.bytes;
      put_number(changed, at, size);
      std::uint32_t columns = 0;
      std::memcpy(&columns, changed.data() + block + 28, sizeof columns);
      put_number(changed, block + 32,
                 event_file::checksum_of(
                     std::as_bytes(std::span(changed.data() + block + 64, 64UL * columns))));
      sign(changed, block);
      CHECK(
          says(good.complaint(changed), std::to_string(block + 64), "column hits.id cannot have"));
    }
    changed = good.bytes;
    put_number(changed, block + 16, size);
    sign(changed, block);
    CHECK(says(good.complaint(changed), std::to_string(block), "not the one that the index names"));
    changed = good.bytes;
    put_number(changed, block + 28, size, 4);
    sign(changed, block);
    CHECK_FALSE(good.complaint(changed).empty());
  }
}

TEST_CASE("numbers that a stage could not bear are refused though their checksum is right") {
  const TemporaryFolder folder;
  const DetectorRef detector = small_detector();
  const auto complaint = [&](auto&& spoil) {
    TestEvent event = make_event(1, 10, detector);
    spoil(event);
    const std::string path = folder.file("x.tlevents");
    fs::remove(path);
    write_file({.path = path}, {event});
    return message_of([&] {
      event_file::Reader reader({.path = path});
      TestEvent read;
      next(reader, read);
    });
  };
  const auto found = [&](auto&& spoil, const std::string& what) {
    const std::string message = complaint(spoil);
    CAPTURE(message);
    CHECK(message.find("x.tlevents: offset ") != std::string::npos);
    CHECK(message.find(what) != std::string::npos);
  };
  CHECK(complaint([](TestEvent&) {}).empty());
  found([](TestEvent& e) { e.hits.x[3] = std::numeric_limits<float>::quiet_NaN(); },
        "column hits.x, row 3: not finite");
  found([](TestEvent& e) { e.truth.weight[9] = std::numeric_limits<double>::infinity(); },
        "column truth.weight, row 9: not finite");
  found([](TestEvent& e) { e.hits.id[4] = e.hits.id[8]; },
        "column hits.id, row 4: id 2 is there twice");
  found([](TestEvent& e) { e.hits.id[4] = ~std::uint64_t{0}; }, "2^63 or more");
  found([](TestEvent& e) { e.hits.module[5] = 3; },
        "column hits.module, row 5: module 3 of a detector that has 3");
  found([](TestEvent& e) { e.hits.y.pop_back(); }, "column hits.y has 9 numbers, expected 10");
  found([](TestEvent& e) { std::swap(e.cells.first[4], e.cells.first[7]); }, "must not fall");
  found([](TestEvent& e) { e.cells.first[0] = 1; }, "the first number must be 0");
  found([](TestEvent& e) { e.cells.first.back() = 4000000000U; }, "expected 4000000000");
  found([](TestEvent& e) { e.truth.particle[1] = 2; }, "row 2 of the particles is not 11");
  found([](TestEvent& e) { e.truth.particle[1] = 1; }, "row 1 of the particles is not 11");
  found([](TestEvent& e) { std::swap(e.particles.id[0], e.particles.id[1]); }, "ids must rise");
}

TEST_CASE("columns of another type are refused, columns that nobody knows are passed over") {
  const GoodFile good;
  const std::size_t block = good.block(0);
  const auto with = [&](std::size_t at, const std::string& by) {
    std::string changed = std::string(good.bytes).replace(at, by.size(), by);
    std::uint32_t columns = 0;
    std::memcpy(&columns, changed.data() + block + 28, sizeof columns);
    put_number(changed, block + 32,
               event_file::checksum_of(
                   std::as_bytes(std::span(changed.data() + block + 64, 64UL * columns))));
    sign(changed, block);
    return good.complaint(changed);
  };
  const std::size_t second = block + 64 + 64;  // hits.x
  CHECK(with(second + 32, "\x02").find("hits.x does not hold the expected type") !=
        std::string::npos);
  CHECK(with(second + 36, "\x03").find("hits.x cannot have") != std::string::npos);
  CHECK(with(second, "hits.y").find("hits.y is there twice") != std::string::npos);
  CHECK(with(second, "hits.w").find("there is no column hits.x") != std::string::npos);
  CHECK(with(second + 6, std::string(26, 'w')).find("name does not end") != std::string::npos);
  const std::size_t type = good.bytes.find("particles.type", block);
  CHECK(with(type, "particles.what").empty());
}

TEST_CASE("a block has room for so many columns and so long names") {
  BlockBuilder block;
  const std::vector<std::uint8_t> values = {1, 2, 3};
  CHECK_THROWS_AS(block.add("a name that is longer than 31 letters", values),
                  std::invalid_argument);
  for (int i = 0; i < 256; ++i) block.add(std::to_string(i), values);
  CHECK_THROWS_AS(block.add("one more", values), std::invalid_argument);
  CHECK(block.finish(BlockKind::event, 1).size() == 64 + 256 * (64 + 64));
}

TEST_CASE("a file that cannot be written whole is a fatal error and leaves nothing") {
  const TemporaryFolder folder;
  event_file::Writer writer({.path = folder.file("x.tlevents")});
  FakeContext context;
  writer.begin(context);
  const TestEvent large = make_event(1, 50000, small_detector());

  struct rlimit before {};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small { 1 << 20, before.rlim_max };
  REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
  std::string fatal;
  try {
    put(writer, large);
  } catch (const FatalError& error) {
    fatal = error.what();
  }
  CHECK_THROWS_AS(put(writer, make_event(2, 5, large.detector)), FatalError);
  FakeSummary summary;
  writer.finish(summary);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);

  CHECK(fatal == "cannot write " + folder.file("x.tlevents") + ": File too large");
  CHECK(summary.outputs.empty());
  CHECK(fs::is_empty(folder.path()));
}
