#include "module_map/edge_search.hpp"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

#include "module_map/ranges.hpp"
#include "module_map/selection.hpp"
#include "module_map/toy_detector.hpp"

using namespace trackloom::module_map;
using EdgeSet = std::set<std::pair<std::uint32_t, std::uint32_t>>;

namespace {

constexpr std::size_t no_limit = 1'000'000;

Point point(const trackloom::Hits& hits, std::uint32_t i) {
  return {hits.x[i], hits.y[i],   hits.z[i],
          hits.r[i], hits.phi[i], pseudorapidity(hits.z[i], hits.r[i])};
}

LearnedMap learn(const trackloom::Detector& detector, int events) {
  TripletTable table;
  TripletFinder finder({}, Sequence::hits);
  for (int e = 0; e < events; ++e) {
    const toy::Event event = toy::event(static_cast<unsigned>(100 + e), 40);
    for (const HitTriplet& t : finder.find(event.hits, event.truth, event.particles)) {
      const auto& m = event.hits.module;
      table.add({m[t.inner], m[t.middle], m[t.outer]},
                triplet(point(event.hits, t.inner), point(event.hits, t.middle),
                        point(event.hits, t.outer)));
    }
  }
  return make_learned_map(table, detector, 1);
}

bool inside(const TripletWindow& w, const Quantities& q) {
  const auto in = [](float low, float value, float high) { return low <= value && value <= high; };
  bool result = true;
  for (std::size_t i = 0; i < doublet_quantities; ++i) {
    result &= in(w.inner.min[i], q[i], w.inner.max[i]);
    result &= in(w.outer.min[i], q[i + doublet_quantities], w.outer.max[i]);
  }
  for (std::size_t i = 0; i < triplet_quantities; ++i) {
    result &= in(w.min[i], q[i + 2 * doublet_quantities], w.max[i]);
  }
  return result;
}

// The definition: every triplet of hits on every triplet of modules.
EdgeSet all_combinations(const std::vector<TripletEntry>& entries, const trackloom::Hits& hits) {
  EdgeSet edges;
  std::vector<std::vector<std::uint32_t>> on_module(toy::layers * toy::sectors * toy::rings);
  for (std::uint32_t i = 0; i < hits.size(); ++i) on_module[hits.module[i]].push_back(i);
  for (const TripletEntry& entry : entries) {
    for (const auto a : on_module[entry.modules[0]]) {
      for (const auto b : on_module[entry.modules[1]]) {
        for (const auto c : on_module[entry.modules[2]]) {
          if (!inside(entry.window, triplet(point(hits, a), point(hits, b), point(hits, c)))) {
            continue;
          }
          edges.insert({a, b});
          edges.insert({b, c});
        }
      }
    }
  }
  return edges;
}

EdgeSet edges_of(const trackloom::HitGraph& graph) {
  EdgeSet edges;
  for (std::size_t e = 0; e < graph.edges(); ++e) edges.insert({graph.source[e], graph.target[e]});
  return edges;
}

// A window that lets everything finite through.
TripletWindow open_window() {
  TripletWindow window;
  const auto open = [](auto& w) {
    w.min.fill(-1e30F);
    w.max.fill(1e30F);
  };
  open(window.inner);
  open(window.outer);
  open(window);
  return window;
}

}  // namespace

TEST_CASE("the search finds exactly the edges of the definition, in every range mode") {
  const auto detector = toy::detector();
  const LearnedMap learned = learn(*detector, 30);
  const auto azimuths = module_azimuths(*detector);
  for (const RangeMode mode :
       {RangeMode::minmax, RangeMode::rms, RangeMode::hybrid, RangeMode::pooled}) {
    const RangeOptions options{.mode = mode, .hybrid_occurrence = 3};
    const ModuleMap map = make_module_map(learned, options);
    std::vector<TripletEntry> entries;
    for (const TripletRecord& t : learned.triplets) {
      entries.push_back({t.modules, window_of(t, learned.scatter_of(t), options)});
    }
    EdgeSearch search;
    trackloom::HitGraph graph;
    for (unsigned seed = 1; seed <= 3; ++seed) {  // the same instance: nothing is left over
      const toy::Event event = toy::event(seed, 120, 300);
      search.find(map, azimuths, event.hits, no_limit);
      search.make_graph(event.hits, graph);
      const EdgeSet expected = all_combinations(entries, event.hits);
      CHECK(edges_of(graph) == expected);
      CHECK(expected.size() > 50);
      CHECK(search.survivors() == expected.size());
      CHECK(search.doublets() >= search.survivors());
    }
  }
}

TEST_CASE("the graph's edges are unique, sorted, indexed and point outward") {
  const auto detector = toy::detector();
  const ModuleMap map = make_module_map(learn(*detector, 30), {});
  const toy::Event event = toy::event(5, 120, 300);
  EdgeSearch search;
  trackloom::HitGraph graph;
  search.find(map, module_azimuths(*detector), event.hits, no_limit);
  search.make_graph(event.hits, graph);
  REQUIRE(graph.nodes == event.hits.size());
  REQUIRE(graph.first.size() == graph.nodes + 1);
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    CHECK(event.hits.r[graph.source[e]] <= event.hits.r[graph.target[e]]);
    CHECK(graph.first[graph.source[e]] <= e);
    CHECK(e < graph.first[graph.source[e] + 1]);
    if (e == 0) continue;
    CHECK(std::pair(graph.source[e - 1], graph.target[e - 1]) <
          std::pair(graph.source[e], graph.target[e]));
  }
}

TEST_CASE("module pairs known in both directions give one edge, to the larger radius") {
  // Modules 0 and 96 overlap: the map has 0-96-192 and 96-0-192.
  toy::Event event;
  const auto p = event.add_particle(2, 0, 0);
  event.add_hit(p, 30, 0, 1, 0, 0);
  event.add_hit(p, 31, 1, 2, 96, 1);
  event.add_hit(p, 70, 2, 3, 192, 2);
  const ModuleMap map =
      make_module_map(480, {{{0, 96, 192}, open_window()}, {{96, 0, 192}, open_window()}});
  EdgeSearch search;
  trackloom::HitGraph graph;
  search.find(map, module_azimuths(*toy::detector()), event.hits, no_limit);
  CHECK(search.survivors() == 4);
  search.make_graph(event.hits, graph);
  CHECK(edges_of(graph) == EdgeSet{{0, 1}, {0, 2}, {1, 2}});
  CHECK(graph.edges() == 3);
}

TEST_CASE("hits with equal radius make no doublet, whatever the ranges") {
  toy::Event event;
  const auto p = event.add_particle(2, 0, 0);
  event.add_hit(p, 30, 0, 1, 0, 0);
  event.add_hit(p, 0, 30, 2, 96, 1);
  event.add_hit(p, 70, 2, 3, 192, 2);
  const ModuleMap map = make_module_map(480, {{{0, 96, 192}, open_window()}});
  EdgeSearch search;
  search.find(map, module_azimuths(*toy::detector()), event.hits, no_limit);
  CHECK(search.survivors() == 0);
}

TEST_CASE("doublets without a triplet do not survive") {
  toy::Event event;
  const auto p = event.add_particle(2, 0, 0);
  event.add_hit(p, 30, 0, 1, 0, 0);
  event.add_hit(p, 50, 1, 2, 96, 1);
  const ModuleMap map = make_module_map(480, {{{0, 96, 192}, open_window()}});
  EdgeSearch search;
  search.find(map, module_azimuths(*toy::detector()), event.hits, no_limit);
  CHECK(search.doublets() == 1);
  CHECK(search.survivors() == 0);
}

TEST_CASE("events with no hit or one hit give graphs without edges") {
  const ModuleMap map = make_module_map(480, {{{0, 96, 192}, open_window()}});
  toy::Event event;
  EdgeSearch search;
  trackloom::HitGraph graph;
  search.find(map, module_azimuths(*toy::detector()), event.hits, no_limit);
  search.make_graph(event.hits, graph);
  CHECK(graph.nodes == 0);
  CHECK(graph.edges() == 0);
  event.add_hit(trackloom::no_particle, 30, 0, 1, 0, 0);
  search.find(map, module_azimuths(*toy::detector()), event.hits, no_limit);
  search.make_graph(event.hits, graph);
  CHECK(graph.nodes == 1);
  CHECK(graph.first == std::vector<std::uint32_t>{0, 0});
}

TEST_CASE("too many doublets and hits on unknown modules are errors") {
  const auto detector = toy::detector();
  const auto azimuths = module_azimuths(*detector);
  const ModuleMap map = make_module_map(learn(*detector, 10), {});
  toy::Event event = toy::event(5, 100);
  EdgeSearch search;
  CHECK_THROWS_WITH_AS(search.find(map, azimuths, event.hits, 3),
                       doctest::Contains("more than max_doublets = 3"), std::runtime_error);
  event.hits.module[4] = 480;
  CHECK_THROWS_WITH_AS(search.find(map, azimuths, event.hits, no_limit),
                       doctest::Contains("hit 5 is on module number 480"), std::runtime_error);
}
