#include "cuda/components_stage.hpp"

#include <utility>

namespace trackloom::cuda {
namespace {

constexpr const char* name_of(Joining joining) {
  return joining == Joining::best ? "best_edges" : "connected_components";
}

}  // namespace

template <Joining joining>
void ComponentsStage<joining>::describe(StageDescription<Config>& stage) {
  stage.doc(std::string("track_building.") + name_of(joining) +
            " on a CUDA device: the same tracks, which come out on the host.");
  stage.inputs({"device_hits", "device_graph", "device_scores"}).outputs({"tracks"});
  stage.copies("the hits of tracks to the host");
  stage.param("score_cut", &Config::score_cut)
      .range(0, 1)
      .doc("edges with a score up to this are dropped first");
  stage.param("min_hits", &Config::min_hits).at_least(1).doc("smaller components are dropped");
  describe_device(stage);
}

template <Joining joining>
ComponentsStage<joining>::ComponentsStage(const Config& config) : config_(config) {
  require_device(config, std::string("cuda.") + name_of(joining),
                 std::string("track_building.") + name_of(joining));
}

template <Joining joining>
std::unique_ptr<typename ComponentsStage<joining>::Lane> ComponentsStage<joining>::make_lane(
    unsigned index) {
  return std::make_unique<Lane>(
      lane_settings(config_, std::string("cuda.") + name_of(joining), index));
}

template <Joining joining>
void ComponentsStage<joining>::acquire(Lane& lane, Completion done, const DeviceHits& hits,
                                       const DeviceGraph& graph, const DeviceScores& scores) {
  lane.lane.start(std::move(done), [this, &lane, &hits, &graph, &scores] {
    require_here(lane.lane, hits);
    require_here(lane.lane, graph);
    require_here(lane.lane, scores);
    hits.wait(lane.lane.stream());
    graph.wait(lane.lane.stream());
    scores.wait(lane.lane.stream());
    overflow_.watch([&] {
      lane.components.find(lane.lane, hits.get(), graph.get(), scores.get(), joining,
                           config_.score_cut, static_cast<std::uint32_t>(config_.min_hits),
                           lane.tracks);
    });
  });
}

template <Joining joining>
void ComponentsStage<joining>::produce(Lane& lane, TrackCandidates& tracks) {
  lane.lane.finish();
  std::swap(tracks, lane.tracks);
}

template class ComponentsStage<Joining::above_cut>;
template class ComponentsStage<Joining::best>;

}  // namespace trackloom::cuda
