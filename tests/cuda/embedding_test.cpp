// The embedding on the device against the CPU stage.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "cuda/embedding_stage.hpp"
#include "cuda/graph_fixture.hpp"
#include "cuda/grids.hpp"
#include "cuda/radius_graph_stage.hpp"
#include "temporary_folder.hpp"

using namespace trackloom;
using namespace trackloom::cuda;
using namespace trackloom::cuda::test;
using metric_learning::Points;

namespace {

const std::string shipped = share + "/models/embedding.safetensors";

Points copy_out(const DevicePoints& points) {
  Points host;
  host.dimensions = points.get().dimensions;
  host.value.resize(points.get().value.size());
  Lane lane({.stage = "test"});
  on_lane(lane, [&] {
    points.wait(lane.stream());
    PinnedBuffer<float> staging;
    float* from = staging.room_for(host.value.size());
    copy_to_host(from, points.get().value.data(), host.value.size() * sizeof(float),
                 lane.stream().handle());
    lane.stream().wait();
    std::copy_n(from, host.value.size(), host.value.begin());
  });
  return host;
}

Points on_cpu(const std::string& weights, const Hits& hits, const ClusterShapes* shapes) {
  Points points;
  metric_learning::Embed{{weights}}(hits, shapes, &sample().detector, points);
  return points;
}

struct Embedded {
  DeviceHits hits;
  DevicePoints points;

  Embedded(const EmbedStage::Config& config, const Hits& host, const ClusterShapes* shapes) {
    copy_in(host, shapes, hits);
    OneLane<EmbedStage> twin(config);
    acquire(twin.stage, *twin.lane, hits, host, shapes, sample().detector);
    twin.stage.produce(*twin.lane, points);
  }
};

EmbedStage::Config config_of(const std::string& weights) {
  EmbedStage::Config config;
  config.weights = weights;
  return config;
}

void close(const Points& a, const Points& b) {
  REQUIRE(a.dimensions == b.dimensions);
  REQUIRE(a.value.size() == b.value.size());
  double most = 0;
  for (std::size_t i = 0; i < a.value.size(); ++i) {
    most = std::max(most, std::abs(double{a.value[i]} - b.value[i]) / (1 + std::abs(b.value[i])));
  }
  CHECK(most < 2e-4);
}

// Some weights, as wide as the architecture wants.
std::string written(const trackloom_test::TemporaryFolder& folder,
                    const metric_learning::Architecture& architecture) {
  std::vector<float> parameters(
      neural::parameter_count(metric_learning::parameter_specs(architecture)));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    parameters[i] = 0.3F * std::sin(0.7F * static_cast<float>(i) + 0.1F);
  }
  const std::string path = (folder / "embedding.safetensors").string();
  metric_learning::write_model(path, architecture, parameters, {});
  return path;
}

}  // namespace

TEST_CASE("the device's points are the CPU's but for rounding, with cells and without") {
  const Hits& hits = sample().event.hits;
  ClusterShapes without;
  for (const ClusterShapes* shapes :
       {&sample().shapes, static_cast<const ClusterShapes*>(&without)}) {
    CAPTURE(shapes->present);
    const Points expected = on_cpu(shipped, hits, shapes);
    in_every_order(
        [&] { close(copy_out(Embedded(config_of(shipped), hits, shapes).points), expected); });
  }
}

TEST_CASE("every option of the embedding, narrow and wider than shared memory") {
  const trackloom_test::TemporaryFolder folder;
  Hits hits = sample().event.hits;
  hits.resize(301);  // no multiple of a tile
  ClusterShapes shapes = sample().shapes;
  shapes.cells_u.resize(301);
  shapes.cells_v.resize(301);
  shapes.charge.resize(301);
  metric_learning::Architecture a;
  for (const auto& [hidden, layers, dimensions, frames, norm, clusters] :
       {std::tuple{8, 1, 3, 0, true, false}, std::tuple{24, 2, 5, 1, false, true},
        std::tuple{16, 3, 12, 6, true, true}, std::tuple{768, 2, 8, 2, true, true}}) {
    CAPTURE(hidden);
    a.hidden = hidden;
    a.hidden_layers = layers;
    a.dimensions = dimensions;
    a.frames = frames;
    a.layer_norm = norm;
    a.cluster_features = clusters;
    const std::string weights = written(folder, a);
    const Points expected = on_cpu(weights, hits, &shapes);
    in_every_order(
        [&] { close(copy_out(Embedded(config_of(weights), hits, &shapes).points), expected); });
  }
}

TEST_CASE("a radius graph from points on the device is that of the same points from the host") {
  const Hits& hits = sample().event.hits;
  Embedded embedded(config_of(shipped), hits, &sample().shapes);
  const Points points = copy_out(embedded.points);
  RadiusGraphStage::Config config;
  config.radius = 0.6F;
  HostGraph expected;
  metric_learning::RadiusGraph{config}(hits, points, expected.graph, expected.scores);
  REQUIRE(expected.graph.edges() > 1000);
  for (const int memory_mb : {0, 1}) {  // the latter: made on the CPU
    config.memory_mb = memory_mb;
    config.overflow = "cpu";
    OneLane<RadiusGraphStage> twin(config);
    DeviceGraph graph;
    DeviceScores scores;
    acquire(twin.stage, *twin.lane, embedded.hits, hits, nullptr, &embedded.points);
    twin.stage.produce(*twin.lane, graph, scores);
    same(copy_out(graph, scores), expected);
  }
  OneLane<RadiusGraphStage> twin(config);
  DeviceGraph graph;
  DeviceScores scores;
  Hits other = hits;
  other.resize(10);
  DeviceHits other_hits;
  copy_in(other, nullptr, other_hits);
  acquire(twin.stage, *twin.lane, other_hits, other, nullptr, &embedded.points);
  CHECK_THROWS_WITH(twin.stage.produce(*twin.lane, graph, scores),
                    doctest::Contains("the event has 10 hits"));
  acquire(twin.stage, *twin.lane, embedded.hits, hits, nullptr, nullptr);
  CHECK_THROWS_WITH(twin.stage.produce(*twin.lane, graph, scores),
                    doctest::Contains("cuda.embed to the port 'device_points'"));
}

TEST_CASE("an embedding that needs more memory than allowed fails, or is made on the CPU") {
  const Hits& hits = sample().event.hits;
  auto config = config_of(shipped);
  config.memory_mb = 1;
  CHECK_THROWS_WITH_AS(Embedded(config, hits, &sample().shapes),
                       doctest::Contains("more than 1 MB"), OutOfMemory);
  config.overflow = "cpu";
  CHECK(copy_out(Embedded(config, hits, &sample().shapes).points).value ==
        on_cpu(shipped, hits, &sample().shapes).value);
}

TEST_CASE("what the device's embedding refuses") {
  Hits hits = sample().event.hits;
  CHECK_THROWS_WITH(Embedded(config_of(shipped), hits, nullptr),
                    doctest::Contains("features.cluster_shapes before cuda.copy_in"));
  hits.phi[7] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH(Embedded(config_of(shipped), hits, &sample().shapes),
                    doctest::Contains("hit 7 (counted from 0) is not finite"));
  const trackloom_test::TemporaryFolder folder;
  metric_learning::Architecture wide;
  wide.hidden = 776;
  wide.hidden_layers = 1;
  for (const std::string& weights :
       {share + "/models/edge_filter.safetensors", written(folder, wide)}) {
    try {
      EmbedStage stage(config_of(weights));
      FAIL("no error");
    } catch (const ConfigError& error) {
      CHECK(error.parameter() == "weights");
    }
  }
}
