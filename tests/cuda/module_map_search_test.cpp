// The device's search against the CPU's with maps and hits that no detector has: modules opposite
// to one another, pairs known in both directions, hits on top of one another.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "cuda/grids.hpp"
#include "cuda/module_map_fixture.hpp"
#include "module_map/edge_search.hpp"

using namespace trackloom;
using namespace trackloom::cuda;
using namespace trackloom::cuda::test;

namespace {

constexpr std::uint32_t module_count = 24;
constexpr std::size_t no_limit = 10'000'000;

float uniform(std::mt19937& random, float low, float high) {
  return low + (high - low) * static_cast<float>(random()) * 0x1p-32F;
}

DetectorRef ring_of_modules() {
  std::vector<Module> modules(module_count);
  for (std::uint32_t m = 0; m < module_count; ++m) {
    const float phi = 6.2831853F * static_cast<float>(m) / module_count;
    modules[m].volume_id = 8;
    modules[m].layer_id = 2 + 2 * (m % 3);
    modules[m].module_id = m;
    modules[m].center = {100 * std::cos(phi), 100 * std::sin(phi), 0};
    modules[m].rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  }
  return {std::make_shared<const Detector>(std::move(modules))};
}

module_map::DoubletWindow doublet_window(std::mt19937& random) {
  module_map::DoubletWindow window{};
  for (std::size_t q = 0; q < module_map::doublet_quantities; ++q) {
    const float largest[] = {2000, 7, 2, 3};
    const float width = uniform(random, 0.1F, 1) * largest[q];
    const float middle = uniform(random, -0.1F, 0.1F) * largest[q];
    window.min[q] = middle - width;
    window.max[q] = middle + width;
  }
  return window;
}

module_map::ModuleMap random_map(std::mt19937& random) {
  std::vector<module_map::TripletEntry> entries(200);
  for (auto& [modules, window] : entries) {
    for (std::uint32_t& m : modules) m = random() % module_count;
    window.inner = doublet_window(random);
    window.outer = doublet_window(random);
    for (std::size_t q = 0; q < module_map::triplet_quantities; ++q) {
      window.max[q] = uniform(random, 0.05F, 2);
      window.min[q] = -window.max[q];
    }
  }
  const auto before = [](const auto& a, const auto& b) { return a.modules < b.modules; };
  const auto equal = [](const auto& a, const auto& b) { return a.modules == b.modules; };
  std::sort(entries.begin(), entries.end(), before);
  entries.erase(std::unique(entries.begin(), entries.end(), equal), entries.end());
  return module_map::make_module_map(module_count, entries);
}

// On few radii and angles, so that differences vanish; some modules stay empty.
Hits random_hits(std::mt19937& random, std::size_t count) {
  Hits hits;
  hits.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const float r = 30 + 10 * static_cast<float>(random() % 12);
    const float phi = 6.2831853F * static_cast<float>(random() % 48) / 48;
    hits.id[i] = i + 1;
    hits.x[i] = r * std::cos(phi);
    hits.y[i] = r * std::sin(phi);
    hits.z[i] = 20 * static_cast<float>(random() % 9) - 80;
    hits.module[i] = random() % (module_count - 3);
  }
  hits.fill_cylindrical();
  return hits;
}

}  // namespace

TEST_CASE("the device's search by module map is the CPU's for any map and hits") {
  const DetectorRef detector = ring_of_modules();
  const auto azimuths = module_map::module_azimuths(*detector);
  std::size_t edges = 0, twice = 0;
  for (unsigned seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const module_map::ModuleMap map = random_map(random);
    const Hits hits = random_hits(random, seed == 1 ? 3 : 20 * seed);
    module_map::EdgeSearch search;
    HitGraph expected;
    search.find(map, azimuths, hits, no_limit);
    search.make_graph(hits, expected);
    edges += expected.edges();
    twice += search.survivors() - expected.edges();

    DeviceHits device_hits;
    copy_in(hits, detector, nullptr, device_hits);
    in_every_order([&] {
      Lane lane({.stage = "test"});
      ModuleMapTables tables(map, azimuths);
      ModuleMapOnDevice on_device;
      Graph found;
      ReadyEvent ready;
      on_lane(lane, [&] {
        device_hits.wait(lane.stream());
        on_device.build(lane, tables.on_device(lane), device_hits.get(), search.doublets(),
                        expected.edges(), found);
        ready.record(lane.stream());
      });
      DeviceGraph graph;
      graph.publish(found, ready, 0);
      same(copy_out(graph), expected);
    });
  }
  CHECK(edges > 10000);
  CHECK(twice > 100);  // pairs of hits that were found from both ends
}
