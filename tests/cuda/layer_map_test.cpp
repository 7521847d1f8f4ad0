// The device's layer map against the CPU stage, on a shipped event.
#include <doctest/doctest.h>

#include "cuda/graph_fixture.hpp"
#include "cuda/grids.hpp"

using namespace trackloom;
using namespace trackloom::cuda;
using namespace trackloom::cuda::test;

TEST_CASE("the device's graph is the CPU's, to the bit") {
  const auto& hits = sample().event.hits;
  for (const auto& [min_score, max_edges] :
       {std::pair{0.0003F, 2500000}, {0.0F, 2500000}, {0.003F, 30000}, {0.0F, 777}, {0.9F, 5}}) {
    CAPTURE(min_score);
    CAPTURE(max_edges);
    const LayerMapStage::Config config = map_config(min_score, max_edges);
    const HostGraph expected = on_cpu(config, hits);
    REQUIRE(expected.graph.edges() > 0);
    in_every_order([&] {
      const OnDevice device(config);
      same(copy_out(device.graph, device.scores), expected);
    });
  }
}

TEST_CASE("a lane gives the same graph again, and memory that it was given is used again") {
  const HostGraph expected = on_cpu(map_config(), sample().event.hits);
  OnDevice device;
  OneLane<LayerMapStage> map(map_config());
  for (int i = 0; i < 3; ++i) {
    device.graph.clear();
    acquire(map.stage, *map.lane, device.hits, sample().event.hits, sample().detector);
    map.stage.produce(*map.lane, device.graph, device.scores);
    same(copy_out(device.graph, device.scores), expected);
  }
}

TEST_CASE("events without hits, with one and with two have graphs on the device too") {
  for (const std::size_t count : {0U, 1U, 2U}) {
    CAPTURE(count);
    Hits hits = sample().event.hits;
    hits.resize(count);
    DeviceHits device_hits;
    copy_in(hits, nullptr, device_hits);
    OneLane<LayerMapStage> map(map_config());
    DeviceGraph graph;
    DeviceScores scores;
    acquire(map.stage, *map.lane, device_hits, hits, sample().detector);
    map.stage.produce(*map.lane, graph, scores);
    same(copy_out(graph, scores), on_cpu(map_config(), hits));
  }
}

TEST_CASE("an event that needs more memory than allowed fails, or is done on the CPU") {
  LayerMapStage::Config config = map_config();
  config.memory_mb = 1;
  CHECK_THROWS_WITH_AS(OnDevice{config}, doctest::Contains("more than 1 MB"), OutOfMemory);
  config.overflow = "cpu";
  const OnDevice device(config);
  same(copy_out(device.graph, device.scores), on_cpu(config, sample().event.hits));
}

TEST_CASE("a detector that is not the map's is refused") {
  const DetectorRef other{std::make_shared<const Detector>(std::vector<Module>{})};
  DeviceHits hits;
  OneLane<CopyIn> in;
  acquire(in.stage, *in.lane, Hits{}, other, nullptr);
  in.stage.produce(*in.lane, hits);
  OneLane<LayerMapStage> map(map_config());
  acquire(map.stage, *map.lane, hits, Hits{}, other);
  DeviceGraph graph;
  DeviceScores scores;
  CHECK_THROWS_WITH(map.stage.produce(*map.lane, graph, scores),
                    doctest::Contains("another detector"));
}

TEST_CASE("a device that is not there is refused, and the CPU's stage is named") {
  LayerMapStage::Config config = map_config();
  config.device = 999;
  CHECK_THROWS_WITH_AS(LayerMapStage{config}, doctest::Contains("layer_map.build_graph"),
                       ConfigError);
  CHECK_THROWS_WITH_AS(LayerMapStage{config}, doctest::Contains("pipelines/one_pass.yaml"),
                       ConfigError);
}
