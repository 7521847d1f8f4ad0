#include "cuda/network_stage.hpp"

#include <cstring>

#include "cuda/network_weights.hpp"

namespace trackloom::cuda {

void NetworkStage::describe(StageDescription<Config>& stage) {
  stage.doc("gnn.interaction_network on a CUDA device.");
  stage.inputs({"device_hits", "prior", "device_graph", "hits", "cluster_shapes", "detector"})
      .outputs({"device_scores"});
  stage.param("weights", &Config::weights)
      .doc("weight file (.safetensors) of an interaction_network_1 with hidden 16, 32 or 64")
      .input_file()
      .required();
  stage.param("precision", &Config::precision)
      .one_of({"fp32", "fp16"})
      .doc(
          "fp16: rows of hidden values are kept and multiplied in half precision, by tensor cores, "
          "and "
          "added up in fp32; docs/gpu.md says what that does to scores");
  stage.param("overflow", &Config::overflow)
      .one_of({"fail", "cpu"})
      .doc("an event that needs more device memory than there is fails, or is done on the CPU");
  describe_device(stage);
}

NetworkStage::NetworkStage(const Config& config) : config_(config) {
  require_device(config, "cuda.interaction_network", "gnn.interaction_network");
  try {
    model_ = gnn::read_model(config.weights);
    precision_ = config.precision == "fp16" ? Precision::fp16 : Precision::fp32;
    check_supported(model_.architecture);
    check_features(model_.architecture);
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "weights");
  }
}

std::unique_ptr<NetworkStage::Lane> NetworkStage::make_lane(unsigned index) {
  return std::make_unique<Lane>(model_, precision_,
                                lane_settings(config_, "cuda.interaction_network", index));
}

void NetworkStage::acquire(Lane& lane, Completion done, const DeviceHits& device_hits,
                           const DeviceScores* prior, const DeviceGraph& graph, const Hits& hits,
                           const ClusterShapes* shapes, const DetectorRef& detector) {
  lane.lane.start(std::move(done),
                  [this, &lane, &device_hits, prior, &graph, &hits, shapes, &detector] {
                    const Stream& stream = lane.lane.stream();
                    require_here(lane.lane, device_hits);
                    require_here(lane.lane, graph);
                    device_hits.wait(stream);
                    graph.wait(stream);
                    if (prior != nullptr) {
                      require_here(lane.lane, *prior);
                      prior->wait(stream);
                    }
                    score(lane, device_hits.get(), graph.get(),
                          prior == nullptr ? nullptr : &prior->get(), {hits, shapes, detector});
                    lane.ready.record(stream);
                  });
}

void NetworkStage::score(Lane& lane, const HitColumns& hits, const Graph& graph,
                         const Scores* prior, const HostInput& host) {
  const auto on_device = [&] { lane.network.score(lane.lane, hits, graph, prior, lane.scores); };
  if (config_.overflow == "fail") return overflow_.watch(on_device);
  try {
    on_device();
  } catch (const OutOfMemory&) {
    overflow_.on_cpu.fetch_add(1, std::memory_order_relaxed);
    score_on_cpu(lane, graph, prior, host);
  }
}

// The graph comes to the host and the scores go back, which counts against no limit.
void NetworkStage::score_on_cpu(Lane& lane, const Graph& graph, const Scores* prior,
                                const HostInput& host) {
  lane.lane.stream().wait();
  if (lane.on_cpu == nullptr) {
    lane.on_cpu = std::make_unique<gnn::InteractionNetworkStage>(
        gnn::InteractionNetworkStage::Config{.weights = config_.weights});
  }
  const std::size_t edges = graph.edges;
  std::uint32_t* staging = lane.staging.room_for(3 * edges + 1);
  const StreamHandle stream = lane.lane.stream().handle();
  copy_to_host(staging, graph.source.data(), edges * sizeof(std::uint32_t), stream);
  copy_to_host(staging + edges, graph.target.data(), edges * sizeof(std::uint32_t), stream);
  if (prior != nullptr) {
    copy_to_host(staging + 2 * edges, prior->value.data(), prior->value.bytes(), stream);
  }
  lane.lane.stream().wait();
  HitGraph host_graph;
  host_graph.nodes = graph.nodes;
  host_graph.source.assign(staging, staging + edges);
  host_graph.target.assign(staging + edges, staging + 2 * edges);
  host_graph.index();
  EdgeScores host_prior, scores;
  if (prior != nullptr) {
    host_prior.value.resize(edges);
    std::memcpy(host_prior.value.data(), staging + 2 * edges, edges * sizeof(float));
  }
  (*lane.on_cpu)(host.hits, nullptr, host.shapes, &host.detector,
                 prior == nullptr ? nullptr : &host_prior, host_graph, scores);
  lane.lane.upload(lane.scores.value, std::span<const float>(scores.value));
}

void NetworkStage::produce(Lane& lane, DeviceScores& scores) {
  lane.lane.finish();
  scores.publish(lane.scores, lane.ready, config_.device);
}

}  // namespace trackloom::cuda
