#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <random>

#include "small_event.hpp"
#include "trackml/csv_writer.hpp"
#include "trackml/writer.hpp"

using namespace trackml_test;
using namespace trackloom;
using namespace trackloom::trackml;

namespace {

void write(const fs::path& folder, const ReadEvent& event, bool gzip = false) {
  Writer writer({.folder = folder.string(), .gzip = gzip});
  writer(event.info, event.hits, event.detector, &event.cells, &event.truth, &event.particles);
}

}  // namespace

TEST_CASE("the writer's files hold what the reader has read, in TrackML's words") {
  const TemporaryFolder folder;
  SmallEvent small;
  small.write(folder);
  const ReadEvent event = read_first(folder);
  write(folder.path() / "out", event);
  CHECK(folder.read("out/event000000001-hits.csv") ==
        "hit_id,x,y,z,volume_id,layer_id,module_id\n"
        "1,3,4,10.5,7,2,1\n2,-6,8,20,8,2,5\n3,1,0,-0.5,8,2,5\n");
  CHECK(folder.read("out/event000000001-cells.csv") == small.cells);
  CHECK(folder.read("out/event000000001-truth.csv") == small.truth);
  CHECK(folder.read("out/event000000001-particles.csv") == small.particles);
  // Modules are in the order of their numbers.
  CHECK(folder.read("out/detectors.csv") ==
        std::string(detector_header) +
            "7,2,1,-65.5,-5,-1502.5,0,1,0,1,0,0,0,0,-1,0.2,8.4,8.4,35,0.05,0.05\n"
            "8,2,5,10,20,30,1,0,0,0,1,0,0,0,1,0.15,8.4,8.5,36,0.05,0.05625\n");
}

TEST_CASE("packed files are read as the plain ones are") {
  const TemporaryFolder folder;
  SmallEvent().write(folder);
  const ReadEvent event = read_first(folder);
  write(folder.path() / "out", event, true);
  CHECK_FALSE(fs::exists(folder.path() / "out/event000000001-hits.csv"));
  const ReadEvent again = read_first(config_for(folder.path() / "out"));
  CHECK(again.hits.x == event.hits.x);
  CHECK(again.cells.value == event.cells.value);
  CHECK(again.truth.weight == event.truth.weight);
}

TEST_CASE("parts that an event does not have get no file") {
  const TemporaryFolder folder;
  SmallEvent small;
  small.cells = small.truth = small.particles = "";
  small.write(folder);
  write(folder.path() / "out", read_first(folder));
  CHECK(std::distance(fs::directory_iterator(folder.path() / "out"), fs::directory_iterator()) ==
        2);
  CHECK(fs::exists(folder.path() / "out/detectors.csv"));
}

TEST_CASE("any float and any double is read as the number that was written") {
  const TemporaryFolder folder;
  SmallEvent().write(folder);
  ReadEvent event = read_first(folder);
  std::mt19937_64 random(7);
  const std::size_t count = 50000;
  event.hits.resize(count);
  event.truth.resize(count);
  event.cells.clear();
  for (std::size_t i = 0; i < count; ++i) {
    event.hits.id[i] = i + 1;
    event.hits.module[i] = 0;
    event.truth.particle_id[i] = 0;
    event.truth.particle[i] = no_particle;
    for (auto* column : {&event.hits.x, &event.hits.y, &event.hits.z, &event.truth.px}) {
      float value;
      do {
        const auto bits = static_cast<std::uint32_t>(random());
        std::memcpy(&value, &bits, sizeof value);
      } while (!std::isfinite(value));
      (*column)[i] = value;
    }
    double weight;
    do {
      const std::uint64_t bits = random();
      std::memcpy(&weight, &bits, sizeof weight);
    } while (!std::isfinite(weight));
    event.truth.weight[i] = weight;
  }
  write(folder.path() / "out", event);
  const ReadEvent again = read_first(config_for(folder.path() / "out"));
  CHECK(again.hits.x == event.hits.x);
  CHECK(again.hits.y == event.hits.y);
  CHECK(again.hits.z == event.hits.z);
  CHECK(again.truth.px == event.truth.px);
  CHECK(again.truth.weight == event.truth.weight);
}
