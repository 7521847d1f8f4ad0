// The device's module map against the CPU stage, on shipped events.
#include <doctest/doctest.h>

#include <future>

#include "cuda/cut_stage.hpp"
#include "cuda/grids.hpp"
#include "cuda/module_map_fixture.hpp"
#include "cuda/network_stage.hpp"
#include "graph/cut.hpp"

using namespace trackloom;
using namespace trackloom::cuda;
using namespace trackloom::cuda::test;

TEST_CASE("the device's graph by module map is the CPU's, to the bit") {
  const Hits& hits = sample().event.hits;
  for (const auto& [ranges, rms_factor] : {std::pair{"pooled", 3.0F},
                                           {"pooled", 10.0F},
                                           {"minmax", 3.0F},
                                           {"rms", 1.0F},
                                           {"hybrid", 3.0F}}) {
    CAPTURE(ranges);
    CAPTURE(rms_factor);
    const ModuleMapStage::Config config = module_map_config(ranges, rms_factor);
    const HitGraph expected = by_module_map(config, hits);
    REQUIRE(expected.edges() > 1000);
    in_every_order([&] { same(ModuleMapTwin{config}(hits), expected); });
  }
}

TEST_CASE("the device's graph by module map is the CPU's for an event of a hundred thousand hits") {
  const Sample large(share + "/events");
  const Hits& hits = large.event.hits;
  const HitGraph expected = by_module_map(module_map_config(), hits);
  REQUIRE(expected.edges() > 50000);
  ModuleMapTwin twin;
  in_every_order([&] {
    twin.build(hits, large.detector);
    same(copy_out(twin.graph), expected);
  });
}

TEST_CASE("lanes share the module map's tables, and give the same graph again and again") {
  const Hits& hits = sample().event.hits;
  const HitGraph expected = by_module_map(module_map_config(), hits);
  ModuleMapStage stage(module_map_config());
  DeviceHits device_hits;
  copy_in(hits, nullptr, device_hits);
  std::vector<std::future<std::vector<HitGraph>>> lanes;
  for (unsigned l = 0; l < 3; ++l) {
    lanes.push_back(std::async(std::launch::async, [&, l] {
      const auto lane = stage.make_lane(l);
      DeviceGraph graph;
      std::vector<HitGraph> found;
      for (int i = 0; i < 3; ++i) {
        graph.clear();
        acquire(stage, *lane, device_hits, hits, sample().detector);
        stage.produce(*lane, graph);
        found.push_back(copy_out(graph));
      }
      return found;
    }));
  }
  for (auto& lane : lanes) {
    for (const HitGraph& graph : lane.get()) same(graph, expected);
  }
}

TEST_CASE(
    "events without hits, with one and with two have graphs by module map on the device too") {
  for (const std::size_t count : {0U, 1U, 2U}) {
    CAPTURE(count);
    Hits hits = sample().event.hits;
    hits.resize(count);
    same(ModuleMapTwin()(hits), by_module_map(module_map_config(), hits));
  }
}

TEST_CASE(
    "an event that needs more memory than allowed for its module map fails, or is done on the "
    "CPU") {
  ModuleMapStage::Config config = module_map_config();
  config.memory_mb = 1;
  const Hits& hits = sample().event.hits;
  CHECK_THROWS_WITH_AS(ModuleMapTwin{config}(hits), doctest::Contains("more than 1 MB"),
                       OutOfMemory);
  config.overflow = "cpu";
  ModuleMapTwin twin(config);
  same(twin(hits), by_module_map(config, hits));
  Hits none = hits;
  none.resize(0);
  same(twin(none), by_module_map(config, none));
}

TEST_CASE("an event with too many doublets or edges fails on the device with the CPU's words") {
  const Hits& hits = sample().event.hits;
  const auto check = [&](const ModuleMapStage::Config& config, const char* words) {
    CHECK_THROWS_WITH(by_module_map(config, hits), doctest::Contains(words));
    CHECK_THROWS_WITH(ModuleMapTwin{config}(hits), doctest::Contains(words));
  };
  ModuleMapStage::Config config = module_map_config();
  config.overflow = "cpu";  // is no help: it is no lack of memory
  const auto edges = static_cast<int>(by_module_map(config, hits).edges());
  config.max_edges = edges;
  CHECK(ModuleMapTwin{config}(hits).edges() == static_cast<std::size_t>(edges));
  config.max_edges = edges - 1;
  check(config, (std::to_string(edges) + " edges are more than max_edges").c_str());
  config.max_doublets = 1000;
  check(config, "more than max_doublets = 1000");
}

TEST_CASE("a lane goes on after an event with too many edges") {
  const Hits& hits = sample().event.hits;
  Hits few = hits;
  few.resize(2000);
  ModuleMapStage::Config config = module_map_config();
  const HitGraph expected = by_module_map(config, few);
  REQUIRE(expected.edges() > 0);
  config.max_edges = static_cast<int>(expected.edges());
  ModuleMapTwin twin(config);
  CHECK_THROWS(twin(hits));
  same(twin(few), expected);
}

TEST_CASE("a detector that is not the module map's is refused on the device") {
  const DetectorRef other{std::make_shared<const Detector>(std::vector<Module>{})};
  ModuleMapTwin twin;
  CHECK_THROWS_WITH(twin.build(Hits{}, other), doctest::Contains("learn a map for this detector"));
}

TEST_CASE("a module map's device that is not there is refused, and a map that is none") {
  ModuleMapStage::Config config = module_map_config();
  config.device = 999;
  CHECK_THROWS_WITH_AS(ModuleMapStage{config}, doctest::Contains("module_map.build_graph"),
                       ConfigError);
  config.device = 0;
  config.map = share + "/maps/layer_map.tlmap";
  CHECK_THROWS_AS(ModuleMapStage{config}, ConfigError);
}

TEST_CASE("a part of an event, small enough for sanitizers, has its graph by module map") {
  Hits hits = sample().event.hits;
  hits.resize(4000);
  const HitGraph expected = by_module_map(module_map_config(), hits);
  REQUIRE(expected.edges() > 300);
  same(ModuleMapTwin()(hits), expected);
}

TEST_CASE("the device's network, cut and copy_out take the graph of a module map") {
  const Hits& hits = sample().event.hits;
  ModuleMapTwin twin;
  twin.build(hits);
  NetworkStage::Config config;
  config.weights = share + "/models/interaction_network.safetensors";
  OneLane<NetworkStage> network(config);
  DeviceScores scores, kept_scores;
  acquire(network.stage, *network.lane, twin.device_hits, nullptr, twin.graph, hits, nullptr,
          sample().detector);
  network.stage.produce(*network.lane, scores);
  OneLane<CutStage> cut(CutStage::Config{{}, 0.01F, 200});
  DeviceGraph kept;
  acquire(cut.stage, *cut.lane, twin.graph, scores);
  cut.stage.produce(*cut.lane, kept, kept_scores);
  const HostGraph scored = cuda::test::copy_out(twin.graph, scores);
  HostGraph cut_on_cpu;
  graph::Cut({.min_score = 0.01F, .max_edges = 200})(scored.graph, scored.scores, cut_on_cpu.graph,
                                                     cut_on_cpu.scores);
  REQUIRE(cut_on_cpu.graph.edges() > 0);
  same(cuda::test::copy_out(kept, kept_scores), cut_on_cpu);
}
