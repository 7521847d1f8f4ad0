#include "gnn/interaction_network_stage.hpp"

#include <cmath>
#include <stdexcept>

#include "event_data/memory_pool.hpp"
#include "gnn/features.hpp"
#include "gnn/library_executor.hpp"
#include "gnn/native_executor.hpp"
#include "gnn/used_nodes.hpp"
#include "trackloom/error.hpp"

namespace trackloom::gnn {

namespace {

Model read_or_refuse(const std::string& path) {
  try {
    return read_model(path);
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "weights");
  }
}

std::unique_ptr<GraphExecutor> make_executor(const InteractionNetworkStage::Config& config,
                                             const Model& model) {
  if (config.executor == "native") {
    return std::make_unique<NativeExecutor>(model,
                                            config.precision == "bf16"   ? NativePrecision::bf16
                                            : config.precision == "int8" ? NativePrecision::int8
                                                                         : NativePrecision::fp32);
  }
  if (config.precision != "fp32") {
    throw ConfigError("only 'executor: native' computes in " + config.precision +
                          "; leave precision out, or take it",
                      "precision");
  }
  return load_executor(config.executor == "cuda" ? "cuda" : "gnn_" + config.executor, model);
}

// A call's graph as the network reads it.
struct InputMemory {
  std::vector<float> node_features;
  Buffer<float> edge_features;
  std::vector<std::int32_t> source, target, row;
};

}  // namespace

void InteractionNetworkStage::describe(StageDescription<Config>& stage) {
  stage.doc("Scores the edges of a graph with a trained edge classifier (one thread).")
      .clone_per_thread()
      .inputs({"hits", "cells", "cluster_shapes", "detector", "prior", "graph"});
  stage.param("weights", &Config::weights)
      .doc("weight file (.safetensors) that train_interaction_network wrote")
      .input_file()
      .required();
  stage.param("executor", &Config::executor)
      .doc(
          "what runs the network: native, torch (the plugin gnn_torch, with LibTorch), or cuda "
          "(the plugin cuda; pipelines/cuda.yaml copies less)")
      .one_of({"native", "torch", "cuda"})
      .copies_if("cuda", "nodes, edges and their features to the device, scores to the host");
  stage.param("precision", &Config::precision)
      .doc(
          "of executor native; bf16: products and edge states are rounded to bf16 and added up in "
          "fp32, for AMD from Zen 5 on (Intel's AVX512_BF16, and CPUs without, round the same and "
          "are slower than fp32); int8: products of 8-bit integers, states of edges in bf16, for "
          "CPUs with AVX512_VNNI; "
          "docs/performance.md says what that does to scores")
      .one_of({"fp32", "bf16", "int8"});
}

InteractionNetworkStage::InteractionNetworkStage(const Config& config)
    : model_(read_or_refuse(config.weights)), executor_(make_executor(config, model_)) {}

void InteractionNetworkStage::operator()(const Hits& hits, const Cells* cells,
                                         const ClusterShapes* shapes, const DetectorRef* detector,
                                         const EdgeScores* prior, const HitGraph& graph,
                                         EdgeScores& scores) {
  static MemoryPool<InputMemory> pool;
  const auto memory = pool.take();
  auto& [nodes, edges, source, target, row] = *memory;
  signed_edges(graph, hits.size(), source, target);
  scores.value.resize(graph.edges());
  if (graph.edges() == 0) return;
  const Architecture& architecture = model_.architecture;
  const EventInput event{hits, cells, shapes, detector, prior};
  node_features(event, architecture, nodes);
  const auto stride = static_cast<std::size_t>(architecture.edge_width());
  const std::span<float> features(edges.resize(graph.edges() * stride), graph.edges() * stride);
  pair_features(nodes, architecture, source, target, stride, features);
  extra_features(event, graph, architecture, stride, features.data() + architecture.edge_features);
  const std::int64_t kept =
      keep_used_nodes(graph.nodes, architecture.node_width(), nodes, source, target, row);
  executor_->logits({.nodes = kept,
                     .node_features = nodes,
                     .edge_features = features,
                     .source = source,
                     .target = target},
                    scores.value);
  for (std::size_t i = 0; i < scores.value.size(); ++i) {
    const float logit = scores.value[i];
    if (!std::isfinite(logit)) {
      throw std::runtime_error("the score of edge " + std::to_string(i) + " is not finite");
    }
    scores.value[i] = 1.0F / (1.0F + std::exp(-logit));
  }
}

}  // namespace trackloom::gnn
