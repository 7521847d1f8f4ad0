// Stage triplets.classify: scores the triplets of a graph with a trained network.
#pragma once

#include <string>
#include <vector>

#include "event_data/cluster_shape.hpp"
#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/triplets.hpp"
#include "trackloom/stage.hpp"
#include "triplets/architecture.hpp"
#include "triplets/network.hpp"

namespace trackloom::triplets {

// Runs on one thread. Throws std::runtime_error for an event whose products do not fit together, or
// that gives a score which is not finite.
class Classify {
 public:
  struct Config {
    std::string weights;
  };
  static void describe(StageDescription<Config>& stage);
  // Throws ConfigError if the file is not a sound weight file for this network.
  explicit Classify(const Config& config);

  void operator()(const Hits& hits, const ClusterShapes* shapes, const DetectorRef* detector,
                  const TripletGraph& triplets, TripletScores& scores);

 private:
  Model model_;
  Network network_;
  std::vector<float> doublet_features_, triplet_features_;
};

}  // namespace trackloom::triplets
