#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

#include "small_file.hpp"

using namespace event_file_test;

namespace {

void check_same_hits(const Hits& a, const Hits& b) {
  CHECK(a.id == b.id);
  CHECK(a.x == b.x);
  CHECK(a.y == b.y);
  CHECK(a.z == b.z);
  CHECK(a.r == b.r);
  CHECK(a.phi == b.phi);
  CHECK(a.module == b.module);
  CHECK(a.layer == b.layer);
}

void check_same_cells(const Cells& a, const Cells& b) {
  CHECK(a.present == b.present);
  CHECK(a.first == b.first);
  CHECK(a.ch0 == b.ch0);
  CHECK(a.ch1 == b.ch1);
  CHECK(a.value == b.value);
}

void check_same_truth(const TestEvent& a, const TestEvent& b) {
  CHECK(a.truth.present == b.truth.present);
  CHECK(a.truth.particle_id == b.truth.particle_id);
  CHECK(a.truth.particle == b.truth.particle);
  for (const auto column : {&Truth::x, &Truth::y, &Truth::z, &Truth::px, &Truth::py, &Truth::pz}) {
    CHECK(a.truth.*column == b.truth.*column);
  }
  CHECK(a.truth.weight == b.truth.weight);
  CHECK(a.particles.present == b.particles.present);
  CHECK(a.particles.id == b.particles.id);
  CHECK(a.particles.type == b.particles.type);
  for (const auto column : {&Particles::vx, &Particles::vy, &Particles::vz, &Particles::px,
                            &Particles::py, &Particles::pz}) {
    CHECK(a.particles.*column == b.particles.*column);
  }
  CHECK(a.particles.charge == b.particles.charge);
  CHECK(a.particles.hits == b.particles.hits);
}

}  // namespace

TEST_CASE("what is written is read again, number for number") {
  const TemporaryFolder folder;
  const DetectorRef detector = small_detector();
  const std::vector<TestEvent> events = {make_event(5, 1000, detector), make_event(3, 7, detector),
                                         make_event(9223372036854775807ULL, 1, detector)};
  write_file({.path = folder.file("x.tlevents")}, events);

  event_file::Reader reader({.path = folder.file("x.tlevents")});
  CHECK(reader.size() == 3);
  TestEvent read;
  for (const TestEvent& event : events) {
    REQUIRE(next(reader, read));
    CHECK(read.info.id == event.info.id);
    CHECK(read.info.origin.starts_with(folder.file("x.tlevents") + ": offset "));
    check_same_hits(read.hits, event.hits);
    check_same_cells(read.cells, event.cells);
    check_same_truth(read, event);
    CHECK(read.detector->fingerprint() == detector->fingerprint());
  }
  CHECK(reader.size() == 0);
  CHECK_FALSE(next(reader, read));
  FakeSummary summary;
  reader.finish(summary);
  CHECK(summary.figures.at("mb_per_s") > 0);
}

TEST_CASE("the detector is read again, number for number") {
  const TemporaryFolder folder;
  const DetectorRef detector = small_detector();
  write_file({.path = folder.file("x.tlevents")}, {make_event(1, 3, detector)});
  event_file::Reader reader({.path = folder.file("x.tlevents")});
  TestEvent read;
  REQUIRE(next(reader, read));
  REQUIRE(read.detector->modules().size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const Module& a = detector->modules()[i];
    const Module& b = read.detector->modules()[i];
    CHECK(a.volume_id == b.volume_id);
    CHECK(a.layer_id == b.layer_id);
    CHECK(a.module_id == b.module_id);
    CHECK(a.center == b.center);
    CHECK(a.rotation == b.rotation);
    CHECK(a.thickness == b.thickness);
    CHECK(a.min_half_u == b.min_half_u);
    CHECK(a.max_half_u == b.max_half_u);
    CHECK(a.half_v == b.half_v);
    CHECK(a.pitch_u == b.pitch_u);
    CHECK(a.pitch_v == b.pitch_v);
  }
}

TEST_CASE("parts that an event does not have are absent again") {
  const TemporaryFolder folder;
  const DetectorRef detector = small_detector();
  TestEvent bare = make_event(1, 5, detector);
  bare.cells.clear();
  bare.truth.clear();
  bare.particles.clear();
  TestEvent untyped = make_event(2, 5, detector);
  untyped.particles.type.clear();
  TestEvent empty_list = make_event(3, 1, detector);  // its hit is noise
  empty_list.particles.resize(0, false);
  write_file({.path = folder.file("x.tlevents")}, {bare, untyped, empty_list});

  event_file::Reader reader({.path = folder.file("x.tlevents")});
  TestEvent read;
  REQUIRE(next(reader, read));
  check_same_hits(read.hits, bare.hits);
  check_same_cells(read.cells, bare.cells);
  check_same_truth(read, bare);
  CHECK_FALSE(read.truth.present);
  REQUIRE(next(reader, read));
  check_same_truth(read, untyped);
  REQUIRE(next(reader, read));
  CHECK(read.particles.present);
  check_same_truth(read, empty_list);
}

TEST_CASE("cells and truth can be left out when reading and when writing") {
  const TemporaryFolder folder;
  const std::vector<TestEvent> events = {make_event(1, 50, small_detector())};
  write_file({.path = folder.file("all.tlevents")}, events);
  write_file({.path = folder.file("hits.tlevents"), .cells = false, .truth = false}, events);
  CHECK(fs::file_size(folder.file("hits.tlevents")) < fs::file_size(folder.file("all.tlevents")));

  event_file::Reader some({.path = folder.file("all.tlevents"), .cells = false, .truth = false});
  event_file::Reader few({.path = folder.file("hits.tlevents")});
  for (event_file::Reader* reader : {&some, &few}) {
    TestEvent read;
    REQUIRE(next(*reader, read));
    check_same_hits(read.hits, events[0].hits);
    CHECK_FALSE(read.cells.present);
    CHECK_FALSE(read.truth.present);
    CHECK_FALSE(read.particles.present);
  }
}

TEST_CASE("a file without the detector is read with that of another file, if it is the same one") {
  const TemporaryFolder folder;
  const std::vector<TestEvent> events = {make_event(1, 5, small_detector())};
  const std::string path = folder.file("bare.tlevents");
  write_file({.path = path, .detector = false}, events);
  write_file({.path = folder.file("full.tlevents")}, events);
  write_file({.path = folder.file("other.tlevents")}, {make_event(1, 5, small_detector(1))});

  event_file::Reader reader({.path = path, .detector = folder.file("full.tlevents")});
  TestEvent read;
  CHECK(next(reader, read));
  check_same_hits(read.hits, events[0].hits);
  const auto opening = [&](const std::string& detector) {
    return message_of([&] { event_file::Reader({.path = path, .detector = detector}); });
  };
  CHECK(opening("").find("was written without the detector") != std::string::npos);
  CHECK(opening(path).find("has no detector either") != std::string::npos);
  CHECK(opening(folder.file("other.tlevents")).find("for another detector") != std::string::npos);
}

TEST_CASE("skip and only choose events without touching the others") {
  const TemporaryFolder folder;
  const DetectorRef detector = small_detector();
  std::vector<TestEvent> events;
  for (std::uint64_t id = 1; id <= 5; ++id) events.push_back(make_event(id, 5, detector));
  const std::string path = folder.file("x.tlevents");
  write_file({.path = path}, events);
  // Events 1 and 2 are spoilt: nobody may notice.
  std::string bytes = bytes_of(path);
  const event_file::EventFile file(path);
  for (std::size_t i = 0; i < 2; ++i) bytes[file.events()[i].offset] = 'x';
  write_bytes(folder.file("y.tlevents"), bytes);

  event_file::Reader skipping({.path = folder.file("y.tlevents")});
  skipping.skip(2);
  TestEvent read;
  REQUIRE(next(skipping, read));
  CHECK(read.info.id == 3);
  event_file::Reader choosing({.path = folder.file("y.tlevents")});
  const std::vector<std::uint64_t> ids = {5, 77, 4};
  choosing.only(ids);
  CHECK(choosing.size() == 2);
  REQUIRE(next(choosing, read));
  CHECK(read.info.id == 4);
  REQUIRE(next(choosing, read));
  CHECK(read.info.id == 5);
  CHECK_FALSE(next(choosing, read));
  event_file::Reader none({.path = folder.file("y.tlevents")});
  none.skip(99);
  CHECK_FALSE(next(none, read));
}

TEST_CASE("the file is there when it is complete, and only then") {
  const TemporaryFolder folder;
  const std::string path = folder.file("x.tlevents");
  {
    event_file::Writer writer({.path = path});
    FakeContext context;
    writer.begin(context);
    put(writer, make_event(1, 5, small_detector()));
    CHECK_FALSE(fs::exists(path));
  }
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("events that do not fit the file are refused and leave no trace in it") {
  const TemporaryFolder folder;
  const DetectorRef detector = small_detector();
  event_file::Writer writer({.path = folder.file("x.tlevents")});
  FakeContext context;
  writer.begin(context);
  put(writer, make_event(1, 5, detector));
  CHECK(message_of([&] { put(writer, make_event(1, 6, detector)); }) ==
        "event 1 is in the file already");
  CHECK(message_of([&] { put(writer, make_event(2, 6, small_detector(1))); }) ==
        "the event is of another detector than those before");
  CHECK(message_of([&] { put(writer, make_event(3, 0, detector)); }) ==
        "an event without hits cannot be written");
  put(writer, make_event(4, 5, detector));
  FakeSummary summary;
  writer.finish(summary);
  CHECK(summary.outputs == std::vector<fs::path>{folder.file("x.tlevents")});
  write_file({.path = folder.file("y.tlevents")},
             {make_event(1, 5, detector), make_event(4, 5, detector)});
  CHECK(bytes_of(folder.file("x.tlevents")) == bytes_of(folder.file("y.tlevents")));
}

TEST_CASE("the layout is the documented one") {
  const TemporaryFolder folder;
  write_file({.path = folder.file("x.tlevents")}, {make_event(258, 2, small_detector())});
  const std::string bytes = bytes_of(folder.file("x.tlevents"));
  const auto number = [&](std::size_t at, unsigned size) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data() + at, size);
    return value;
  };
  CHECK(bytes.substr(0, 8) == "TLEVT\r\n\x1a");
  CHECK(number(8, 4) == 1);
  CHECK(bytes.substr(12, 4) == "\x04\x03\x02\x01");
  const std::size_t trailer = bytes.size() - 64;
  CHECK(bytes.substr(trailer, 8) == std::string("TLEVEND\0", 8));
  CHECK(number(trailer + 8, 8) == bytes.size());
  CHECK(number(trailer + 24, 8) == 1);
  CHECK(number(trailer + 32, 8) == 64);  // the detector
  const std::size_t index = number(trailer + 16, 8);
  CHECK(index + 32 == trailer);
  CHECK(number(index, 8) == 258);
  const std::size_t block = number(index + 8, 8);
  CHECK(block + number(index + 16, 8) == index);
  CHECK(number(index + 24, 8) == 2);
  CHECK(bytes.substr(block, 8) == std::string("TLBLOCK\0", 8));
  CHECK(number(block + 8, 8) == 258);
  CHECK(number(block + 24, 4) == 1);
  const std::size_t columns = number(block + 28, 4);
  CHECK(columns == 7 + 4 + 10 + 9);
  // The second column: x of two hits, 1.1 * 258 and 1.1 * 259.
  const std::size_t entry = block + 64 + 64;
  CHECK(std::string(bytes.data() + entry) == "hits.x");
  CHECK(number(entry + 32, 4) == 3);
  CHECK(number(entry + 36, 4) == 4);
  CHECK(number(entry + 40, 8) == 2);
  float x = 0;
  std::memcpy(&x, bytes.data() + block + number(entry + 48, 8), sizeof x);
  CHECK(x == 1.1F * 258);
}
