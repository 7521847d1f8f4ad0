// acts_csv.events: what becomes of the tables of ACTS, and what is refused.
#include "acts_csv/events.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "trackloom/error.hpp"
#include "trackml/support.hpp"

using namespace trackloom;
using namespace trackloom::acts_csv;
using trackml_test::TemporaryFolder;

namespace {

// Two modules in volume 7, layer 2, which ACTS numbers the other way round.
constexpr const char* modules =
    "volume_id,layer_id,module_id,cx,cy,cz,rot_xu,rot_xv,rot_xw,rot_yu,rot_yv,rot_yw,rot_zu,rot_zv,"
    "rot_zw,module_t,module_minhu,module_maxhu,module_hv,pitch_u,pitch_v\n"
    "7,2,1,30,0,-600,1,0,0,0,1,0,0,0,1,0.15,8.4,8.4,36,0.05,0.05625\n"
    "7,2,2,-30,0,-600,1,0,0,0,1,0,0,0,1,0.15,8.4,8.4,36,0.05,0.05625\n";
constexpr std::uint64_t layer = 7ULL << 56U | 2ULL << 36U;
constexpr std::uint64_t first = layer | 2U << 8U, second = layer | 1U << 8U;

std::string surfaces() {
  const std::string axes = ",1,0,0,0,1,0,0,0,1\n";
  return "geometry_id,volume_id,cx,cy,cz,rot_xu,rot_xv,rot_xw,rot_yu,rot_yv,rot_yw,rot_zu,rot_zv,"
         "rot_zw\n" +
         std::to_string(layer) + ",7,0,0,-600" + axes +  // not sensitive
         std::to_string(first) + ",7,30,0,-600" + axes + std::to_string(second) + ",7,-30,0,-600" +
         axes;
}

std::string measurements() {
  return "measurement_id,geometry_id,local_key,global_x,global_y,global_z\n"
         "0," +
         std::to_string(second) +
         ",,-31,2,-600\n"
         "1," +
         std::to_string(first) +
         ",,32,1,-600\n"
         "2," +
         std::to_string(first) + ",,33,1,-600\n";
}

constexpr const char* barcode =
    "particle_id_pv,particle_id_sv,particle_id_part,particle_id_gen,particle_id_subpart,";

// A complete event: particles 9 (a muon), 3 (a pion) and a photon; measurement 2 is noise, 1 is
// shared by both particles, and 3 lost more energy in it.
class Folder : public TemporaryFolder {
 public:
  Folder() {
    put("measurements", measurements());
    put("cells",
        "geometry_id,measurement_id,channel0,channel1,timestamp,value\n"
        "1,2,7,8,0,0.5\n1,0,5,6,0,0.25\n1,2,7,9,0,0.125\n");
    put("hits", std::string(barcode) +
                    "tx,ty,tz,tpx,tpy,tpz,deltae,index\n"
                    "1,0,9,0,0,-31,2,-600,1,2,-3,-1e-05,1\n"
                    "1,0,9,0,0,32,1,-600,1,2,-3,-1e-05,2\n"
                    "1,0,3,0,0,32,1.1,-600,0,1,-1,-2e-05,1\n");
    put("measurement-simhit-map", "measurement_id,hit_id\n0,0\n1,1\n1,2\n");
    put("particles_simulated", std::string(barcode) +
                                   "particle_type,process,vx,vy,vz,vt,px,py,pz,m,q\n"
                                   "1,0,9,0,0,13,0,0,0,-1,0,1,2,-3,0.1,-1\n"
                                   "1,0,3,0,0,211,0,0,0,-2,0,0,1,-1,0.14,1\n"
                                   "1,0,4,0,0,22,0,0,0,-2,0,0,1,-1,0,0\n");
    write("detectors.csv", surfaces());
    table_ = write("table.csv", modules);
  }
  void put(const std::string& part, const std::string& text) const {
    write("event000000012-" + part + ".csv", text);
  }
  void drop(const std::string& part) const {
    std::filesystem::remove(path() / ("event000000012-" + part + ".csv"));
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
  HitMeasurements made_of;
  bool from(Events& events) {
    return events(info, hits, cells, detector, truth, particles, made_of);
  }
};

template <class F>
std::string message_of(F&& call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no exception";
}

std::string reading(const Events::Config& config) {
  return message_of([&] {
    Events events(config);
    Read read;
    read.from(events);
  });
}

bool contains(const std::string& text, const std::string& part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("an event of ACTS becomes hits, cells, truth and particles") {
  const Folder folder;
  Events events(folder.config());
  CHECK(events.size() == 1);
  Read read;
  REQUIRE(read.from(events));
  CHECK(read.info.id == 12);
  CHECK(read.hits.id == std::vector<std::uint64_t>{0, 1, 2});
  CHECK(read.hits.x == std::vector<float>{-31, 32, 33});
  // By place, whatever the numbers.
  CHECK(read.detector->modules()[read.hits.module[0]].module_id == 2);
  CHECK(read.detector->modules()[read.hits.module[1]].module_id == 1);
  CHECK(read.cells.first == std::vector<std::uint32_t>{0, 1, 1, 3});
  CHECK(read.cells.ch1 == std::vector<std::int32_t>{6, 8, 9});

  const std::uint64_t pion = 1ULL << 52U | 3U << 24U, muon = 1ULL << 52U | 9U << 24U;
  CHECK(read.particles.id == std::vector<std::uint64_t>{pion, muon});  // the photon is left out
  CHECK(read.particles.type == std::vector<std::int32_t>{211, 13});
  CHECK(read.particles.charge == std::vector<std::int32_t>{1, -1});
  CHECK(read.particles.hits == std::vector<std::int32_t>{1, 1});
  CHECK(read.truth.particle_id == std::vector<std::uint64_t>{muon, pion, 0});
  CHECK(read.truth.particle == std::vector<std::uint32_t>{1, 0, no_particle});
  CHECK(read.truth.y[1] == 1.1F);
  CHECK_FALSE(read.from(events));
}

namespace {

constexpr const char* space_point_columns =
    "measurement_id_1,measurement_id_2,geometry_id_1,geometry_id_2,x,y,z,t,var_r,var_z\n";
constexpr const char* alone = ",18446744073709551615,";

}  // namespace

TEST_CASE("space points of one measurement and of two") {
  const Folder folder;
  Events::Config config = folder.config();
  config.hits = "space_points";
  CHECK(contains(reading(config), "event 12 has no spacepoint file: have CsvSpacePointWriter"));
  // Measurement 0 is the muon's, 1 the pion's, 2 noise. The second row crosses two particles.
  folder.put("spacepoint", std::string(space_point_columns) + "1" + alone +
                               "1,0,32,1,-600,nan,0.1,0.1\n0,1,1,1,5,6,7,nan,0.1,0.1\n2" + alone +
                               "1,0,33,1,-600,nan,0.1,0.1\n");
  Read read;
  {
    Events events(config);
    REQUIRE(read.from(events));
  }
  CHECK(read.hits.id == std::vector<std::uint64_t>{0, 1, 2});
  CHECK(read.hits.x == std::vector<float>{32, 5, 33});
  CHECK(read.detector->modules()[read.hits.module[1]].module_id == 2);
  CHECK(read.made_of.first == std::vector<std::uint32_t>{1, 0, 2});
  CHECK(read.made_of.second ==
        std::vector<std::uint32_t>{HitMeasurements::none, 1, HitMeasurements::none});
  CHECK(read.cells.first == std::vector<std::uint32_t>{0, 0, 1, 3});
  CHECK(read.cells.ch1 == std::vector<std::int32_t>{6, 8, 9});
  CHECK(read.truth.particle == std::vector<std::uint32_t>{0, no_particle, no_particle});
  CHECK(read.truth.particle_id[1] == 0);
  CHECK(read.truth.y[1] == 6);
  CHECK(read.particles.hits == std::vector<std::int32_t>{1, 0});

  // Both strips of one particle.
  folder.put("measurement-simhit-map", "measurement_id,hit_id\n0,0\n1,1\n");
  {
    Events events(config);
    REQUIRE(Read().from(events));
    Read again;
    Events once_more(config);
    REQUIRE(again.from(once_more));
    CHECK(again.truth.particle == std::vector<std::uint32_t>{1, 1, no_particle});
    CHECK(again.particles.hits == std::vector<std::int32_t>{0, 2});
  }
  folder.put("spacepoint", std::string(space_point_columns) + "0,7,1,1,5,6,7,nan,0.1,0.1\n");
  CHECK(contains(reading(config), "-spacepoint.csv:2:3: there is no measurement 7"));
  folder.put("spacepoint", std::string(space_point_columns) + "0,0.5,1,1,5,6,7,nan,0.1,0.1\n");
  CHECK(contains(reading(config), "-spacepoint.csv:2:3: measurement_id_2 is no id"));
}

TEST_CASE("cells and truth may be absent, or left alone") {
  const Folder folder;
  Events::Config config = folder.config();
  config.truth = config.cells = false;
  Events without(config);
  Read read;
  REQUIRE(read.from(without));
  CHECK_FALSE(read.truth.present);
  CHECK_FALSE(read.cells.present);
  for (const char* part : {"cells", "hits", "measurement-simhit-map"}) folder.drop(part);
  Events bare(folder.config());
  REQUIRE(read.from(bare));
  CHECK_FALSE(read.truth.present);
}

TEST_CASE("what is wrong before the first event") {
  const Folder folder;
  SUBCASE("no events of ACTS") {
    folder.drop("measurements");
    CHECK(contains(reading(folder.config()), "no events of ACTS"));
    CHECK(contains(reading(folder.config()), "trackml.reader"));
  }
  SUBCASE("no detector") {
    std::filesystem::remove(folder.path() / "detectors.csv");
    CHECK(contains(reading(folder.config()), "CsvTrackingGeometryWriter"));
  }
  SUBCASE("another detector") {
    std::string moved = surfaces();
    moved.replace(moved.find("-30,0,-600"), 10, "-30,1,-600");
    folder.write("detectors.csv", moved);
    CHECK(contains(reading(folder.config()), "detectors.csv:4:1: the table of the parameter"));
  }
  SUBCASE("particles of another name") {
    folder.drop("particles_simulated");
    folder.put("particles", "");
    CHECK(contains(reading(folder.config()), "it has particles: name one, or set truth: false"));
  }
}

TEST_CASE("what is wrong in an event names file, line and column") {
  const Folder folder;
  SUBCASE("unknown surface") {
    folder.put("measurements",
               "measurement_id,geometry_id,global_x,global_y,global_z\n0,5,1,1,1\n");
    CHECK(contains(reading(folder.config()),
                   "event000000012-measurements.csv:2:3: geometry_id 5 is no sensitive surface"));
  }
  SUBCASE("a measurement twice") {
    folder.put("measurements", measurements() + "1," + std::to_string(first) + ",,1,1,1\n");
    CHECK(contains(reading(folder.config()), ".csv:5:1: measurement_id 1 is there twice"));
  }
  SUBCASE("no positions, as older versions of ACTS write them") {
    folder.put("measurements", "measurement_id,geometry_id,local0\n0,5,1\n");
    CHECK(contains(reading(folder.config()), "no column \"global_x\""));
  }
  SUBCASE("a crossing that is not there") {
    folder.put("measurement-simhit-map", "measurement_id,hit_id\n0,3\n");
    CHECK(contains(reading(folder.config()), "-map.csv:2:3: hit 3 is none of the 3 rows"));
  }
  SUBCASE("cells of no measurement") {
    folder.put("cells", "measurement_id,channel0,channel1,value\n7,1,1,1\n");
    CHECK(contains(reading(folder.config()), "-cells.csv:2:1: there is no measurement 7"));
  }
  SUBCASE("a barcode that does not fit") {
    folder.put("hits", std::string(barcode) +
                           "tx,ty,tz,tpx,tpy,tpz,deltae\n"
                           "1,0,65536,0,0,1,1,1,1,1,1,0\n");
    CHECK(
        contains(reading(folder.config()), "-hits.csv:2:5: particle_id_part is too large: 65536"));
  }
  SUBCASE("a particle twice") {
    folder.put("particles_simulated",
               std::string(barcode) +
                   "particle_type,vx,vy,vz,px,py,pz,q\n"
                   "1,0,9,0,0,13,0,0,0,1,2,3,1\n1,0,9,0,0,13,0,0,0,1,2,3,1\n");
    CHECK(contains(reading(folder.config()), "the particle of this barcode is there twice"));
  }
}
