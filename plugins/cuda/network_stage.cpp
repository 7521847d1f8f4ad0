#include "cuda/network_stage.hpp"

namespace trackloom::cuda {

void NetworkStage::describe(StageDescription<Config>& stage) {
  stage.doc("gnn.interaction_network on a CUDA device, in fp32.");
  stage.inputs({"device_hits", "prior", "device_graph"}).outputs({"device_scores"});
  stage.param("weights", &Config::weights)
      .doc("weight file (.safetensors) of an interaction_network_1 with hidden 16, 32 or 64")
      .input_file()
      .required();
  describe_device(stage);
}

NetworkStage::NetworkStage(const Config& config) : config_(config) {
  require_device(config, "cuda.interaction_network", "gnn.interaction_network");
  try {
    model_ = gnn::read_model(config.weights);
    check_supported(model_.architecture);
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "weights");
  }
}

std::unique_ptr<NetworkStage::Lane> NetworkStage::make_lane(unsigned index) {
  return std::make_unique<Lane>(model_,
                                lane_settings(config_, "cuda.interaction_network", index));
}

void NetworkStage::acquire(Lane& lane, Completion done, const DeviceHits& hits,
                           const DeviceScores* prior, const DeviceGraph& graph) {
  lane.lane.start(std::move(done), [this, &lane, &hits, prior, &graph] {
    const Stream& stream = lane.lane.stream();
    require_here(lane.lane, hits);
    require_here(lane.lane, graph);
    hits.wait(stream);
    graph.wait(stream);
    if (prior != nullptr) {
      require_here(lane.lane, *prior);
      prior->wait(stream);
    }
    overflow_.watch([&] {
      lane.network.score(lane.lane, hits.get(), graph.get(),
                         prior == nullptr ? nullptr : &prior->get(), lane.scores);
    });
    lane.ready.record(stream);
  });
}

void NetworkStage::produce(Lane& lane, DeviceScores& scores) {
  lane.lane.finish();
  scores.publish(lane.scores, lane.ready, config_.device);
}

}  // namespace trackloom::cuda
