// The device's cut and components against the CPU stages.
#include <doctest/doctest.h>

#include "cuda/components_stage.hpp"
#include "cuda/cut_stage.hpp"
#include "cuda/graph_fixture.hpp"
#include "cuda/grids.hpp"
#include "cuda/network_stage.hpp"
#include "graph/cut.hpp"
#include "track_building/best_edges.hpp"
#include "track_building/connected_components.hpp"

using namespace trackloom;
using namespace trackloom::cuda;
using namespace trackloom::cuda::test;

namespace {

template <class Stage, class CpuStage>
void check_tracks(const OnDevice& device, float score_cut, int min_hits) {
  const HostGraph host = copy_out(device.graph, device.scores);
  TrackCandidates expected;
  CpuStage({.score_cut = score_cut, .min_hits = min_hits})(sample().event.hits, host.graph,
                                                           host.scores, expected);
  in_every_order([&] {
    typename Stage::Config config;
    config.score_cut = score_cut;
    config.min_hits = min_hits;
    OneLane<Stage> stage(config);
    TrackCandidates tracks;
    for (int i = 0; i < 2; ++i) {  // again, with what the first left in the lane
      acquire(stage.stage, *stage.lane, device.hits, device.graph, device.scores);
      stage.stage.produce(*stage.lane, tracks);
      CHECK(tracks.first == expected.first);
      CHECK(tracks.hit == expected.hit);
    }
  });
}

}  // namespace

TEST_CASE("the device's cut keeps the CPU's edges") {
  const OnDevice device;
  const HostGraph host = copy_out(device.graph, device.scores);
  for (const auto& [min_score, max_edges] :
       {std::pair{0.01F, 1000000}, {0.0F, 20000}, {0.1F, 1234}, {0.5F, 1}, {1.0F, 10}}) {
    CAPTURE(min_score);
    CAPTURE(max_edges);
    HostGraph expected;
    graph::Cut({.min_score = min_score, .max_edges = max_edges})(host.graph, host.scores,
                                                                 expected.graph, expected.scores);
    in_every_order([&] {
      CutStage::Config config;
      config.min_score = min_score;
      config.max_edges = max_edges;
      OneLane<CutStage> cut(config);
      acquire(cut.stage, *cut.lane, device.graph, device.scores);
      DeviceGraph kept;
      DeviceScores kept_scores;
      cut.stage.produce(*cut.lane, kept, kept_scores);
      same(copy_out(kept, kept_scores), expected);
    });
  }
}

TEST_CASE("the device's connected components are the CPU's tracks") {
  const OnDevice device;
  for (const float cut : {0.0F, 0.01F, 0.1F, 0.5F, 1.0F}) {
    CAPTURE(cut);
    check_tracks<ConnectedComponents, track_building::ConnectedComponents>(device, cut, 3);
  }
  check_tracks<ConnectedComponents, track_building::ConnectedComponents>(device, 0.2F, 1);
}

TEST_CASE("the device's junction removal gives the CPU's tracks") {
  const OnDevice device;
  for (const float cut : {0.0F, 0.1F, 0.5F}) {
    CAPTURE(cut);
    check_tracks<BestEdges, track_building::BestEdges>(device, cut, 3);
  }
}

TEST_CASE("scores of another graph are refused on the device") {
  const OnDevice device;
  const OnDevice other(map_config(0.0003F, 100));
  OneLane<CutStage> cut;
  acquire(cut.stage, *cut.lane, device.graph, other.scores);
  DeviceGraph kept;
  DeviceScores kept_scores;
  CHECK_THROWS_WITH(cut.stage.produce(*cut.lane, kept, kept_scores), doctest::Contains("scores"));
}

TEST_CASE("a part of an event, small enough for sanitizers, goes through the whole chain") {
  const auto& all = sample().event.hits;
  Hits hits;
  ClusterShapes shapes;
  shapes.present = true;
  for (std::size_t i = 0; i < all.size(); i += 4) {
    hits.id.push_back(all.id[i]);
    hits.x.push_back(all.x[i]);
    hits.y.push_back(all.y[i]);
    hits.z.push_back(all.z[i]);
    hits.r.push_back(all.r[i]);
    hits.phi.push_back(all.phi[i]);
    hits.module.push_back(all.module[i]);
    hits.layer.push_back(all.layer[i]);
    shapes.cells_u.push_back(sample().shapes.cells_u[i]);
    shapes.cells_v.push_back(sample().shapes.cells_v[i]);
    shapes.charge.push_back(sample().shapes.charge[i]);
  }
  const HostGraph expected = on_cpu(map_config(0, 2500), hits);
  REQUIRE(expected.graph.edges() > 300);

  DeviceHits device_hits;
  copy_in(hits, &shapes, device_hits);
  OneLane<LayerMapStage> map(map_config(0, 2500));
  DeviceGraph graph, kept;
  DeviceScores prior, scores, kept_scores;
  acquire(map.stage, *map.lane, device_hits, hits, sample().detector);
  map.stage.produce(*map.lane, graph, prior);
  same(copy_out(graph, prior), expected);

  NetworkStage::Config config;
  config.weights = share + "/models/interaction_network_clusters.safetensors";
  OneLane<NetworkStage> network(config);
  acquire(network.stage, *network.lane, device_hits, &prior, graph, hits, &shapes,
          sample().detector);
  network.stage.produce(*network.lane, scores);
  OneLane<CutStage> cut(CutStage::Config{{}, 0.01F, 400});
  acquire(cut.stage, *cut.lane, graph, scores);
  cut.stage.produce(*cut.lane, kept, kept_scores);
  const HostGraph scored = copy_out(graph, scores);
  HostGraph cut_on_cpu;
  graph::Cut({.min_score = 0.01F, .max_edges = 400})(scored.graph, scored.scores, cut_on_cpu.graph,
                                                     cut_on_cpu.scores);
  same(copy_out(kept, kept_scores), cut_on_cpu);

  OneLane<BestEdges> best;
  TrackCandidates tracks, expected_tracks;
  acquire(best.stage, *best.lane, device_hits, kept, kept_scores);
  best.stage.produce(*best.lane, tracks);
  track_building::BestEdges({})(hits, cut_on_cpu.graph, cut_on_cpu.scores, expected_tracks);
  CHECK(tracks.hit == expected_tracks.hit);
  CHECK(tracks.first == expected_tracks.first);
}
