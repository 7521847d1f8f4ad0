// The device's fixed-radius search against the CPU stage.
#include <doctest/doctest.h>

#include <cmath>

#include "cuda/graph_fixture.hpp"
#include "cuda/grids.hpp"
#include "cuda/radius_graph_stage.hpp"

using namespace trackloom;
using namespace trackloom::cuda;
using namespace trackloom::cuda::test;
using metric_learning::Points;

namespace {

// Hits near in angle and on the way out are near; `grid` > 0 rounds, so that distances are equal.
Points points_of(const Hits& hits, std::size_t dimensions, float grid = 0) {
  Points points;
  points.dimensions = dimensions;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    const float slope = hits.z[i] / std::max(hits.r[i], 1.0F);
    for (std::size_t d = 0; d < dimensions; ++d) {
      const auto k = static_cast<float>(d);
      float value = (d % 2 == 0 ? std::cos(hits.phi[i] + k) : std::sin(slope + k)) + 0.02F * k;
      if (grid > 0) value = std::round(value / grid) * grid;
      points.value.push_back(value);
    }
  }
  return points;
}

struct Made {
  HitGraph graph;
  EdgeScores scores;
};

Made on_cpu(const metric_learning::RadiusParameters& parameters, const Hits& hits,
            const Points& points) {
  Made made;
  metric_learning::RadiusGraph{parameters}(hits, points, made.graph, made.scores);
  return made;
}

RadiusGraphStage::Config config_of(const metric_learning::RadiusParameters& parameters) {
  RadiusGraphStage::Config config;
  static_cast<metric_learning::RadiusParameters&>(config) = parameters;
  return config;
}

Made on_device(const RadiusGraphStage::Config& config, const Hits& hits, const Points& points) {
  OneLane<RadiusGraphStage> twin(config);
  DeviceHits device_hits;
  copy_in(hits, nullptr, device_hits);
  DeviceGraph graph;
  DeviceScores scores;
  acquire(twin.stage, *twin.lane, device_hits, hits, &points, nullptr);
  twin.stage.produce(*twin.lane, graph, scores);
  auto copied = copy_out(graph, scores);
  return {std::move(copied.graph), std::move(copied.scores)};
}

void same(const Made& a, const Made& b) {
  CHECK(a.graph.nodes == b.graph.nodes);
  CHECK(a.graph.source == b.graph.source);
  CHECK(a.graph.target == b.graph.target);
  CHECK(a.scores.value == b.scores.value);
}

}  // namespace

TEST_CASE("the device's radius graph is the CPU's, to the bit") {
  const Hits& hits = sample().event.hits;
  for (const auto& [dimensions, grid, parameters] :
       {std::tuple{3U, 0.0F, metric_learning::RadiusParameters{0.02F, 200, false}},
        std::tuple{8U, 0.0F, metric_learning::RadiusParameters{0.05F, 200, true}},
        std::tuple{8U, 0.0F, metric_learning::RadiusParameters{0.1F, 5, false}},
        std::tuple{4U, 0.01F, metric_learning::RadiusParameters{0.04F, 3, false}},
        std::tuple{12U, 0.0F, metric_learning::RadiusParameters{0.05F, 1, true}}}) {
    CAPTURE(dimensions);
    CAPTURE(parameters.max_neighbours);
    const Points points = points_of(hits, dimensions, grid);
    const Made expected = on_cpu(parameters, hits, points);
    REQUIRE(expected.graph.edges() > 5000);
    in_every_order([&] { same(on_device(config_of(parameters), hits, points), expected); });
  }
}

TEST_CASE("radius graphs of no hit, of one and of two, and of points at one place") {
  for (const std::size_t count : {0U, 1U, 2U, 40U}) {
    CAPTURE(count);
    Hits hits = sample().event.hits;
    hits.resize(count);
    Points points;
    points.dimensions = 3;
    points.value.assign(3 * count, 0.5F);
    const metric_learning::RadiusParameters parameters{0.1F, 7, true};
    same(on_device(config_of(parameters), hits, points), on_cpu(parameters, hits, points));
  }
}

TEST_CASE("a radius graph that needs more memory than allowed fails, or is made on the CPU") {
  const Hits& hits = sample().event.hits;
  const Points points = points_of(hits, 8);
  const metric_learning::RadiusParameters parameters{0.1F, 200, false};
  auto config = config_of(parameters);
  config.memory_mb = 1;
  CHECK_THROWS_WITH_AS(on_device(config, hits, points), doctest::Contains("more than 1 MB"),
                       OutOfMemory);
  config.overflow = "cpu";
  same(on_device(config, hits, points), on_cpu(parameters, hits, points));
}

TEST_CASE("points of another event are refused on the device in the CPU's words") {
  const Hits& hits = sample().event.hits;
  Points points = points_of(hits, 3);
  points.value.resize(30);
  CHECK_THROWS_WITH(on_device(config_of({}), hits, points),
                    doctest::Contains("there are points of 10 hits, the event has"));
}
