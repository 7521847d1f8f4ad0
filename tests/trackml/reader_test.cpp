#include "trackml/reader.hpp"

#include <doctest/doctest.h>

#include "small_event.hpp"
#include "trackloom/error.hpp"

using namespace trackml_test;
using trackloom::no_particle;
using trackloom::trackml::Reader;

namespace {

std::vector<std::uint64_t> ids_of(Reader& reader, std::uint64_t limit = 0) {
  FakeContext context(limit);
  reader.begin(context);
  std::vector<std::uint64_t> ids;
  ReadEvent event;
  while (next(reader, event)) ids.push_back(event.info.id);
  return ids;
}

using Ids = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("an event arrives with its hits, cells, truth, particles and detector") {
  const TemporaryFolder folder;
  SmallEvent().write(folder);
  const ReadEvent event = read_first(folder);

  CHECK(event.info.id == 1);
  CHECK(event.info.origin == (folder.path() / "event000000001-hits.csv").string());
  REQUIRE(event.hits.size() == 3);
  CHECK(event.hits.id == Ids{1, 2, 3});
  CHECK(event.hits.x == std::vector<float>{3, -6, 1});
  CHECK(event.hits.y == std::vector<float>{4, 8, 0});
  CHECK(event.hits.z == std::vector<float>{10.5F, 20, -0.5F});
  CHECK(event.hits.r == std::vector<float>{5, 10, 1});
  CHECK(event.hits.phi[0] == doctest::Approx(0.9272952));
  CHECK(event.hits.module == std::vector<std::uint32_t>{0, 1, 1});  // sorted: 7/2/1, 8/2/5
  CHECK(event.hits.layer == std::vector<std::uint16_t>{0, 1, 1});

  CHECK(event.cells.present);
  CHECK(event.cells.first == std::vector<std::uint32_t>{0, 2, 2, 3});
  CHECK(event.cells.ch0 == std::vector<std::int32_t>{256, 257, -1});
  CHECK(event.cells.ch1 == std::vector<std::int32_t>{1256, 1256, 0});
  CHECK(event.cells.value == std::vector<float>{0.156F, 0.25F, 1});

  CHECK(event.truth.present);
  CHECK(event.truth.particle_id == Ids{4503668346847232, 0, 4503668346847232});
  CHECK(event.truth.particle == std::vector<std::uint32_t>{0, no_particle, 0});
  CHECK(event.truth.x == std::vector<float>{3.5F, -6, 1});
  CHECK(event.truth.pz == std::vector<float>{1, 0, 3});
  CHECK(event.truth.weight == std::vector<double>{0.75, 0, 0.25});

  CHECK(event.particles.present);
  CHECK(event.particles.id == Ids{4503668346847232});
  CHECK(event.particles.type.empty());
  CHECK(event.particles.vz == std::vector<float>{-3});
  CHECK(event.particles.charge == std::vector<std::int32_t>{-1});
  CHECK(event.particles.hits == std::vector<std::int32_t>{2});

  REQUIRE(event.detector.detector);
  CHECK(event.detector->modules().size() == 2);
  const trackloom::Module& module = event.detector->modules()[0];
  CHECK(module.center == std::array<float, 3>{-65.5F, -5, -1502.5F});
  CHECK(module.rotation == std::array<float, 9>{0, 1, 0, 1, 0, 0, 0, 0, -1});
  CHECK(module.thickness == 0.2F);
  CHECK(module.half_v == 35);
  CHECK(module.pitch_v == 0.05F);
}

TEST_CASE("columns may come in any order") {
  SmallEvent event;
  event.hits = "z,module_id,layer_id,volume_id,hit_id,y,x\n10.5,1,2,7,1,4,3\n";
  event.cells = "value,ch1,hit_id,ch0\n0.5,2,1,3\n";
  event.truth = "hit_id,weight,tpx,tpy,tpz,tx,ty,tz,particle_id\n1,0.5,1,2,3,4,5,6,9\n";
  const TemporaryFolder folder;
  event.write(folder);
  const ReadEvent read = read_first(folder);
  CHECK(read.hits.x[0] == 3);
  CHECK(read.hits.y[0] == 4);
  CHECK(read.hits.z[0] == 10.5F);
  CHECK(read.hits.module[0] == 0);
  CHECK(read.cells.ch0[0] == 3);
  CHECK(read.cells.value[0] == 0.5F);
  CHECK(read.truth.particle_id[0] == 9);
  CHECK(read.truth.pz[0] == 3);
  CHECK(read.truth.z[0] == 6);
}

TEST_CASE("rows of cells, truth and particles may come in any order") {
  SmallEvent event;
  event.cells = "hit_id,ch0,ch1,value\n3,1,1,1\n1,2,2,2\n3,3,3,3\n1,4,4,4\n";
  event.truth =
      "hit_id,particle_id,tx,ty,tz,tpx,tpy,tpz,weight\n"
      "3,30,3,3,3,3,3,3,0.3\n1,10,1,1,1,1,1,1,0.1\n2,20,2,2,2,2,2,2,0.2\n";
  event.particles =
      "particle_id,particle_type,vx,vy,vz,px,py,pz,q,nhits\n"
      "30,-13,3,3,3,3,3,3,1,3\n10,11,1,1,1,1,1,1,-1,1\n";
  const TemporaryFolder folder;
  event.write(folder);
  const ReadEvent read = read_first(folder);
  CHECK(read.cells.first == std::vector<std::uint32_t>{0, 2, 2, 4});
  CHECK(read.cells.ch0 == std::vector<std::int32_t>{2, 4, 1, 3});
  CHECK(read.cells.value == std::vector<float>{2, 4, 1, 3});
  CHECK(read.truth.particle_id == Ids{10, 20, 30});
  CHECK(read.truth.py == std::vector<float>{1, 2, 3});
  CHECK(read.truth.weight == std::vector<double>{0.1, 0.2, 0.3});
  CHECK(read.particles.id == Ids{10, 30});
  CHECK(read.particles.type == std::vector<std::int32_t>{11, -13});
  CHECK(read.particles.vx == std::vector<float>{1, 3});
  CHECK(read.particles.charge == std::vector<std::int32_t>{-1, 1});
  // 20 is not among the particles.
  CHECK(read.truth.particle == std::vector<std::uint32_t>{0, no_particle, 1});
}

TEST_CASE("hit ids need not be consecutive") {
  SmallEvent event;
  event.hits =
      "hit_id,x,y,z,volume_id,layer_id,module_id\n"
      "9000000000000000000,1,1,1,7,2,1\n5,2,2,2,7,2,1\n77,3,3,3,8,2,5\n";
  event.cells = "hit_id,ch0,ch1,value\n77,7,7,7\n9000000000000000000,9,9,9\n5,5,5,5\n";
  event.truth = "";
  const TemporaryFolder folder;
  event.write(folder);
  const ReadEvent read = read_first(folder);
  CHECK(read.hits.id == Ids{9000000000000000000ULL, 5, 77});
  CHECK(read.cells.ch0 == std::vector<std::int32_t>{9, 5, 7});
}

TEST_CASE("an event without cells, truth and particles says that they are not present") {
  SmallEvent event;
  event.cells = event.truth = event.particles = "";
  const TemporaryFolder folder;
  event.write(folder);
  const ReadEvent read = read_first(folder);
  CHECK(read.hits.size() == 3);
  CHECK_FALSE(read.cells.present);
  CHECK(read.cells.first.empty());
  CHECK_FALSE(read.truth.present);
  CHECK_FALSE(read.particles.present);
}

TEST_CASE("cells and truth are left unread on request, whatever is in their files") {
  SmallEvent event;
  event.cells = event.truth = event.particles = "rubbish";
  const TemporaryFolder folder;
  event.write(folder);
  Reader::Config config = config_for(folder.path());
  config.cells = config.truth = false;
  const ReadEvent read = read_first(config);
  CHECK_FALSE(read.cells.present);
  CHECK_FALSE(read.truth.present);
}

TEST_CASE("truth without weights and without particles is read, with weight 0") {
  SmallEvent event;
  event.hits = "hit_id,x,y,z,volume_id,layer_id,module_id\n1,3,4,10.5,7,2,1\n";
  event.cells = event.particles = "";
  event.truth = "hit_id,particle_id,tx,ty,tz,tpx,tpy,tpz\n1,5,3,4,10,1,1,1\n";
  const TemporaryFolder folder;
  event.write(folder);
  const ReadEvent read = read_first(folder);
  CHECK(read.truth.weight == std::vector<double>{0});
  CHECK(read.truth.particle_id == Ids{5});
  CHECK(read.truth.particle == std::vector<std::uint32_t>{no_particle});
}

TEST_CASE("byte order marks, CRLF and a missing end of the last line change nothing") {
  SmallEvent event;
  for (std::string* text : {&event.hits, &event.cells, &event.truth, &event.particles}) {
    std::string dos = "\xEF\xBB\xBF";
    for (const char c : *text) dos += c == '\n' ? std::string("\r\n") : std::string(1, c);
    dos.resize(dos.size() - 2);
    *text = dos;
  }
  const TemporaryFolder folder;
  event.write(folder);
  const ReadEvent read = read_first(folder);
  CHECK(read.hits.id == Ids{1, 2, 3});
  CHECK(read.cells.value == std::vector<float>{0.156F, 0.25F, 1});
  CHECK(read.truth.weight == std::vector<double>{0.75, 0, 0.25});
  CHECK(read.particles.hits == std::vector<std::int32_t>{2});
}

TEST_CASE("events come in order of id for any number of prefetch threads and buffers") {
  const TemporaryFolder folder;
  for (const int id : {7, 2, 9, 4, 1}) SmallEvent().write(folder, static_cast<unsigned>(id));
  for (const int threads : {1, 2, 4}) {
    for (const int buffers : {1, 2, 8}) {
      Reader::Config config = config_for(folder.path());
      config.prefetch = threads;
      config.prefetch_events = buffers;
      Reader reader(config);
      CHECK(reader.size() == 5);
      CHECK(ids_of(reader) == Ids{1, 2, 4, 7, 9});
      CHECK(reader.size() == 0);
    }
  }
}

TEST_CASE("events can be skipped, chosen and limited before the first is read") {
  const TemporaryFolder folder;
  for (unsigned id = 1; id <= 6; ++id) SmallEvent().write(folder, id);
  const Reader::Config config = config_for(folder.path());
  Reader skipping(config);
  skipping.skip(4);
  CHECK(skipping.size() == 2);
  CHECK(ids_of(skipping) == Ids{5, 6});
  Reader none(config);
  none.skip(100);
  CHECK(ids_of(none).empty());
  Reader choosing(config);
  const Ids chosen{5, 2, 77};
  choosing.only(chosen);
  CHECK(ids_of(choosing) == Ids{2, 5});
  Reader limited(config);
  CHECK(ids_of(limited, 3) == Ids{1, 2, 3});
}

TEST_CASE("parts of a data set share its events, each event in one of them") {
  const TemporaryFolder folder;
  for (unsigned id = 1; id <= 5; ++id) SmallEvent().write(folder, id);
  Reader::Config config = config_for(folder.path());
  config.parts = 2;
  Reader first(config);
  CHECK(ids_of(first) == Ids{1, 3, 5});
  config.part = 1;
  Reader second(config);
  CHECK(ids_of(second) == Ids{2, 4});
  config.part = 2;
  CHECK_THROWS_WITH_AS(Reader{config}, "part is 2 of 2 parts, expected 0 to 1",
                       trackloom::ConfigError);
}

TEST_CASE("a bad event fails alone, with its id, and the next ones follow") {
  const TemporaryFolder folder;
  SmallEvent().write(folder, 1);
  SmallEvent bad;
  bad.hits = "hit_id,x\n";
  bad.write(folder, 2);
  SmallEvent().write(folder, 3);
  Reader reader(config_for(folder.path()));
  FakeContext context;
  reader.begin(context);
  ReadEvent event;
  CHECK(next(reader, event));
  CHECK(message_of([&] { next(reader, event); }).find("event000000002-hits.csv:1:") !=
        std::string::npos);
  CHECK(event.info.id == 2);
  CHECK(next(reader, event));
  CHECK(event.info.id == 3);
  CHECK(event.hits.size() == 3);
  CHECK_FALSE(next(reader, event));
  FakeSummary summary;
  reader.finish(summary);
  CHECK(summary.figures.at("read_ms_per_event") > 0);
}

TEST_CASE("a reader can be destroyed while its threads are reading") {
  const TemporaryFolder folder;
  for (unsigned id = 1; id <= 9; ++id) SmallEvent().write(folder, id);
  for (int i = 0; i < 20; ++i) {
    Reader::Config config = config_for(folder.path());
    config.prefetch = 3;
    Reader reader(config);
    FakeContext context;
    reader.begin(context);
    ReadEvent event;
    if (i % 2 == 0) CHECK(next(reader, event));
  }
}
