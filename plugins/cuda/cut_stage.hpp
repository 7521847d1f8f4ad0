// Stage cuda.cut: the device twin of graph.cut.
#pragma once

#include <memory>

#include "cuda/cut_on_device.hpp"
#include "cuda/device_stage.hpp"
#include "cuda/products.hpp"

namespace trackloom::cuda {

class CutStage {
 public:
  struct Config : DeviceConfig {
    float min_score = 0.01F;
    std::int64_t max_edges = 1'000'000;
  };
  struct Lane {
    CutOnDevice cut;
    Graph graph;
    Scores scores;
    ReadyEvent graph_ready, scores_ready;
    cuda::Lane lane;
    explicit Lane(LaneSettings settings) : lane(std::move(settings)) {}
  };
  static void describe(StageDescription<Config>& stage);
  explicit CutStage(const Config& config);

  std::unique_ptr<Lane> make_lane(unsigned index);
  void acquire(Lane& lane, Completion done, const DeviceGraph& graph, const DeviceScores& scores);
  void produce(Lane& lane, DeviceGraph& graph, DeviceScores& scores);
  void finish(Summary& summary) const { overflow_.finish(summary); }

 private:
  Config config_;
  OverflowCount overflow_;
};

}  // namespace trackloom::cuda
