// parquet.events: tables in one file or many, in any order, and what is refused.
#include "parquet/events.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "tables.hpp"
#include "trackloom/error.hpp"
#include "trackml/support.hpp"

using namespace trackloom;
using namespace parquet_test;
using trackloom::parquet::Events;

namespace {

constexpr const char* modules =
    "volume_id,layer_id,module_id,cx,cy,cz,rot_xu,rot_xv,rot_xw,rot_yu,rot_yv,rot_yw,rot_zu,rot_zv,"
    "rot_zw,module_t,module_minhu,module_maxhu,module_hv,pitch_u,pitch_v\n"
    "7,2,1,30,0,-600,1,0,0,0,1,0,0,0,1,0.15,8.4,8.4,36,0.05,0.05625\n"
    "7,2,2,-30,0,-600,1,0,0,0,1,0,0,0,1,0.15,8.4,8.4,36,0.05,0.05625\n";

// Surface 1 of ACTS is module 2 of the table.
std::string surfaces() {
  const std::string axes = ",1,0,0,0,1,0,0,0,1\n";
  const std::uint64_t layer = 7ULL << 56U | 2ULL << 36U;
  return "geometry_id,cx,cy,cz,rot_xu,rot_xv,rot_xw,rot_yu,rot_yv,rot_yw,rot_zu,rot_zv,rot_zw\n" +
         std::to_string(layer | 2U << 8U) + ",30,0,-600" + axes + std::to_string(layer | 1U << 8U) +
         ",-30,0,-600" + axes;
}

class Folder : public trackml_test::TemporaryFolder {
 public:
  Folder() {
    write("detectors.csv", surfaces());
    table_ = write("table.csv", modules);
  }
  Events::Config config() const {
    Events::Config config;
    config.path = path().string();
    config.detector = table_;
    return config;
  }

 private:
  std::string table_;
};

struct Read {
  EventInfo info;
  Hits hits;
  Cells cells;
  DetectorRef detector;
  Truth truth;
  Particles particles;
  bool from(Events& events) {
    hits.clear();
    truth.clear();
    particles.clear();
    return events(info, hits, cells, detector, truth, particles);
  }
};

std::string refusal(const Events::Config& config) {
  try {
    Events events(config);
    Read read;
    while (read.from(events)) {
    }
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no exception";
}

bool contains(const std::string& text, const std::string& part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("events come by id, whatever the files, row groups and orders of the two tables") {
  const Folder folder;
  hits_table({5, 3, 2}).write(folder.path() / "tracker_hits/a.parquet", 2);
  hits_table({4, 1}).write(folder.path() / "tracker_hits/b.parquet", 1);
  particles_table({1, 2, 3, 4, 5, 6}).write(folder.path() / "particles.parquet", 4);
  const auto ids = [&](auto&& prepare) {
    Events events(folder.config());
    prepare(events);
    std::vector<std::uint64_t> found;
    Read read;
    while (read.from(events)) {
      const auto id = static_cast<float>(read.info.id);
      CHECK(read.hits.x == std::vector<float>{id, -id});
      CHECK(read.detector->modules()[read.hits.module[0]].module_id == 1);
      CHECK(read.detector->modules()[read.hits.module[1]].module_id == 2);
      CHECK(read.particles.id == std::vector<std::uint64_t>{5});
      CHECK(read.particles.px == std::vector<float>{id});
      CHECK(read.truth.particle_id == std::vector<std::uint64_t>{5, 10});
      found.push_back(read.info.id);
    }
    CHECK(events.size() == 0);
    return found;
  };
  CHECK(ids([](Events&) {}) == std::vector<std::uint64_t>{1, 2, 3, 4, 5});
  CHECK(ids([](Events& events) { events.skip(2); }) == std::vector<std::uint64_t>{3, 4, 5});
  CHECK(ids([](Events& events) {
          events.only(std::vector<std::uint64_t>{5, 2, 77});
        }) == std::vector<std::uint64_t>{2, 5});
}

TEST_CASE("truth may be left alone, and needs no particles then") {
  const Folder folder;
  hits_table({1}).write(folder.path() / "tracker_hits.parquet/part.parquet");
  Events::Config config = folder.config();
  CHECK(contains(refusal(config), "has neither particles nor particles.parquet"));
  CHECK(contains(refusal(config), "or set truth: false"));
  config.truth = false;
  Events events(config);
  Read read;
  REQUIRE(read.from(events));
  CHECK(read.hits.size() == 2);
  CHECK_FALSE(read.truth.present);
  CHECK_FALSE(read.particles.present);
}

TEST_CASE("what is wrong before the first event") {
  const Folder folder;
  const fs::path hits = folder.path() / "tracker_hits/a.parquet";
  hits_table({1, 2}).write(hits);
  particles_table({1, 2}).write(folder.path() / "particles/a.parquet");
  CHECK(refusal(folder.config()) == "no exception");
  SUBCASE("no such table") {
    Events::Config config = folder.config();
    config.hits = "hits";
    CHECK(contains(refusal(config), "has neither hits nor hits.parquet"));
  }
  SUBCASE("a folder without files") {
    fs::remove(hits);
    CHECK(contains(refusal(folder.config()), "tracker_hits: has no files *.parquet"));
  }
  SUBCASE("no Parquet") {
    folder.write("tracker_hits/a.parquet", "event_id,x\n1,2\n");
    CHECK(contains(refusal(folder.config()), "tracker_hits/a.parquet: "));
  }
  SUBCASE("a file that was cut") {
    fs::resize_file(hits, fs::file_size(hits) / 2);
    CHECK(contains(refusal(folder.config()), "tracker_hits/a.parquet: "));
  }
  SUBCASE("a column is missing") {
    particles_table({1, 2}).write(hits);
    CHECK(contains(refusal(folder.config()),
                   "no column \"x\"; there are particle_id, pdg_id, charge"));
  }
  SUBCASE("a column of another kind") {
    arrow::FloatBuilder flat;
    check(flat.AppendValues(std::vector<float>{1, 2}), "flat");
    NewTable().add("x", value(flat.Finish(), "flat")).events({1, 2}).write(hits);
    CHECK(contains(refusal(folder.config()),
                   "column \"x\" is of type float, expected a list of numbers"));
  }
  SUBCASE("an event twice") {
    hits_table({7, 2}).write(folder.path() / "tracker_hits/b.parquet");
    const std::string text = refusal(folder.config());
    CHECK(contains(text, "b.parquet: event 2 is there twice, also in "));
    CHECK(contains(text, "a.parquet"));
  }
  SUBCASE("an event without particles") {
    particles_table({1}).write(folder.path() / "particles/a.parquet");
    CHECK(contains(refusal(folder.config()),
                   "event 2 is in the table tracker_hits but not in particles"));
  }
  SUBCASE("no surfaces") {
    fs::remove(folder.path() / "detectors.csv");
    CHECK(
        contains(refusal(folder.config()), "has no detectors.csv; have CsvTrackingGeometryWriter"));
  }
}

TEST_CASE("an event that is wrong fails alone") {
  const Folder folder;
  particles_table({1, 2, 3}).write(folder.path() / "particles.parquet");
  const fs::path hits = folder.path() / "tracker_hits.parquet";
  SUBCASE("a null in a list") {
    hits_table({1, 2, 3}).write(hits);
    auto table = read(hits);
    auto entries = std::make_shared<arrow::FloatBuilder>();
    arrow::ListBuilder list(arrow::default_memory_pool(), entries);
    for (const int event : {1, 2, 3}) {
      check(list.Append(), "list");
      check(entries->Append(static_cast<float>(event)), "list");
      check(event == 2 ? entries->AppendNull() : entries->Append(-static_cast<float>(event)),
            "list");
    }
    const auto column = std::make_shared<arrow::ChunkedArray>(value(list.Finish(), "list"));
    table = value(table->SetColumn(0, arrow::field("x", column->type()), column), "x");
    const auto out = value(arrow::io::FileOutputStream::Open(hits.string()), "open");
    check(::parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), out), "write");
    check(out->Close(), "close");
  }
  SUBCASE("a damaged row group") {
    hits_table({2, 1, 3}).write(hits, 1);
    // The first page of the first column of event 2.
    std::fstream file(hits, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4);
    file << std::string(16, '\xff');
  }
  Events events(folder.config());
  Read read;
  REQUIRE(read.from(events));
  CHECK(read.info.id == 1);
  std::string message;
  try {
    read.from(events);
  } catch (const std::exception& error) {
    message = error.what();
  }
  CHECK(contains(message, "tracker_hits.parquet: event 2"));
  CHECK(read.info.id == 2);
  REQUIRE(read.from(events));
  CHECK(read.info.id == 3);
  CHECK(read.hits.x == std::vector<float>{3, -3});
  CHECK_FALSE(read.from(events));
}
