// Files that ACTS itself wrote (tests/acts_csv/make_events.py): the same events as Parquet and CSV.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "acts_csv/events.hpp"
#include "parquet/events.hpp"

using namespace trackloom;

namespace {

const std::string tests = std::string(TRACKLOOM_SOURCE_DIR) + "/tests/";
const std::string detector_table =
    std::string(TRACKLOOM_SOURCE_DIR) + "/share/detector/trackml.csv.gz";

struct Read {
  EventInfo info;
  Hits hits;
  Cells cells;
  DetectorRef detector;
  Truth truth;
  Particles particles;
  template <class Source>
  bool from(Source& events) {
    hits.clear();
    cells.clear();
    truth.clear();
    particles.clear();
    return events(info, hits, cells, detector, truth, particles);
  }
};

using Place = std::array<float, 3>;

// What a hit is, by its place: the module, the crossing, the particle's momentum at its vertex and
// the weight.
std::map<Place, std::vector<double>> by_place(const Read& read) {
  std::map<Place, std::vector<double>> all;
  for (std::size_t i = 0; i < read.hits.size(); ++i) {
    const std::uint32_t p = read.truth.particle[i];
    REQUIRE(p != no_particle);
    all[{read.hits.x[i], read.hits.y[i], read.hits.z[i]}] = {
        static_cast<double>(read.hits.module[i]),
        static_cast<double>(read.hits.layer[i]),
        read.truth.x[i],
        read.truth.y[i],
        read.truth.z[i],
        read.particles.px[p],
        read.particles.py[p],
        read.particles.pz[p],
        read.particles.vz[p],
        static_cast<double>(read.particles.type[p]),
        static_cast<double>(read.particles.charge[p]),
        static_cast<double>(read.particles.hits[p]),
        read.truth.weight[i]};
  }
  return all;
}

}  // namespace

TEST_CASE("the Parquet tables of ACTS hold the events of its CSV files") {
  acts_csv::Events::Config of_csv;
  of_csv.path = tests + "acts_csv/data";
  of_csv.detector = detector_table;
  acts_csv::Events csv(of_csv);
  trackloom::parquet::Events::Config of_parquet;
  of_parquet.path = tests + "parquet/data";
  of_parquet.detector = detector_table;
  of_parquet.surfaces = tests + "acts_csv/data/detectors.csv.gz";
  trackloom::parquet::Events tables(of_parquet);
  REQUIRE(tables.size() == 2);
  Read expected, read;
  acts_csv::HitMeasurements made_of;
  for (std::uint64_t id = 0; id < 2; ++id) {
    REQUIRE(csv(expected.info, expected.hits, expected.cells, expected.detector, expected.truth,
                expected.particles, made_of));
    REQUIRE(read.from(tables));
    CHECK(read.info.id == id);
    CHECK(read.detector->fingerprint() == expected.detector->fingerprint());
    CHECK(read.hits.size() > 250);
    CHECK(read.particles.size() == 25);
    CHECK_FALSE(read.cells.present);
    const auto of_table = by_place(read), of_file = by_place(expected);
    REQUIRE(of_table.size() == of_file.size());
    for (const auto& [place, hit] : of_file) {
      const auto found = of_table.find(place);
      REQUIRE(found != of_table.end());
      for (std::size_t i = 0; i < hit.size(); ++i) {
        CAPTURE(i);
        CHECK(found->second[i] == doctest::Approx(hit[i]).epsilon(1e-5));
      }
    }
    expected = {};
  }
  CHECK_FALSE(read.from(tables));
}
