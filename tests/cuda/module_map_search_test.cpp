// The device's search against the CPU's with maps and hits that no detector has: modules opposite
// to one another, pairs known in both directions, hits on top of one another.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "cuda/grids.hpp"
#include "cuda/module_map_fixture.hpp"
#include "module_map/edge_search.hpp"

using namespace trackloom;
using namespace trackloom::cuda;
using namespace trackloom::cuda::test;

namespace {

constexpr std::uint32_t module_count = 24;
constexpr std::size_t no_limit = 10'000'000;

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

// Grown to hold these values; undefined ones are in no range.
template <std::size_t size>
void widen(std::array<float, size>& min, std::array<float, size>& max, const float* values) {
  for (std::size_t q = 0; q < size; ++q) {
    if (!std::isfinite(values[q])) continue;
    min[q] = std::min(min[q], values[q]);
    max[q] = std::max(max[q], values[q]);
  }
}

// The ranges of a triplet end where triplets of hits on its modules lie, so that one bit more or
// less in any quantity changes what is found.
module_map::TripletWindow window_of(const std::array<std::vector<module_map::Point>, 3>& points,
                                    std::mt19937& random) {
  constexpr float huge = std::numeric_limits<float>::max();
  module_map::TripletWindow window{};
  for (auto* array : {&window.inner.min, &window.outer.min}) array->fill(huge);
  for (auto* array : {&window.inner.max, &window.outer.max}) array->fill(-huge);
  window.min.fill(huge);
  window.max.fill(-huge);
  for (int i = 0; i < 3; ++i) {
    const auto any = [&](std::size_t k) { return points[k][random() % points[k].size()]; };
    const module_map::Quantities q = module_map::triplet(any(0), any(1), any(2));
    widen(window.inner.min, window.inner.max, q.data());
    widen(window.outer.min, window.outer.max, q.data() + module_map::doublet_quantities);
    widen(window.min, window.max, q.data() + 2 * module_map::doublet_quantities);
  }
  return window;
}

module_map::ModuleMap random_map(const Hits& hits, std::mt19937& random) {
  std::vector<std::vector<module_map::Point>> on_module(module_count);
  for (std::size_t i = 0; i < hits.size(); ++i) {
    on_module[hits.module[i]].push_back({hits.x[i], hits.y[i], hits.z[i], hits.r[i], hits.phi[i],
                                         module_map::pseudorapidity(hits.z[i], hits.r[i])});
  }
  for (auto& points : on_module) {
    if (points.empty()) points.emplace_back();  // the map knows modules without hits too
  }
  std::vector<module_map::TripletEntry> entries(200);
  for (auto& [modules, window] : entries) {
    for (std::uint32_t& m : modules) m = random() % module_count;
    window =
        window_of({on_module[modules[0]], on_module[modules[1]], on_module[modules[2]]}, random);
  }
  const auto before = [](const auto& a, const auto& b) { return a.modules < b.modules; };
  const auto equal = [](const auto& a, const auto& b) { return a.modules == b.modules; };
  std::sort(entries.begin(), entries.end(), before);
  entries.erase(std::unique(entries.begin(), entries.end(), equal), entries.end());
  return module_map::make_module_map(module_count, entries);
}

}  // namespace

TEST_CASE("the device's search by module map is the CPU's for any map and hits") {
  const DetectorRef detector = ring_of_modules();
  const auto azimuths = module_map::module_azimuths(*detector);
  std::size_t edges = 0, twice = 0;
  for (unsigned seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Hits hits = random_hits(random, seed == 1 ? 3 : 20 * seed);
    const module_map::ModuleMap map = random_map(hits, random);
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
  CHECK(edges > 50000);
  CHECK(twice > 1000);  // pairs of hits that were found from both ends
}
