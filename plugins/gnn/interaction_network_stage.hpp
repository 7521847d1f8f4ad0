// Stage gnn.interaction_network: scores the edges of a graph.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "gnn/architecture.hpp"
#include "gnn/graph_executor.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::gnn {

// Score of an edge = sigmoid of the network's logit. One model per instance; each call runs on
// one thread. Throws std::runtime_error for an event whose graph does not fit its
// hits, that lacks what the model wants (features.hpp), or that gives a score which is not finite.
class InteractionNetworkStage {
 public:
  struct Config {
    std::string weights;
    std::string executor = "native";
    std::string precision = "fp32";
  };
  static void describe(StageDescription<Config>& stage);
  // Throws ConfigError if the file is not a sound weight file for this network, or the executor is
  // not to be had.
  explicit InteractionNetworkStage(const Config& config);

  void operator()(const Hits& hits, const Cells* cells, const ClusterShapes* shapes,
                  const DetectorRef* detector, const EdgeScores* prior, const HitGraph& graph,
                  EdgeScores& scores);

 private:
  Model model_;
  std::unique_ptr<GraphExecutor> executor_;
};

}  // namespace trackloom::gnn
