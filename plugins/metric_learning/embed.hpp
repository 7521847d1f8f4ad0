// Stage metric_learning.embed: hits to points, so that hits that follow one another on a track lie
// close together.
#pragma once

#include <string>
#include <vector>

#include "metric_learning/architecture.hpp"
#include "metric_learning/points.hpp"
#include "trackloom/stage.hpp"

#include "event_data/cluster_shape.hpp"
#include "event_data/detector.hpp"
#include "event_data/hits.hpp"

namespace trackloom::metric_learning {

// Runs on one thread. Throws std::runtime_error for an event that lacks what the model wants, or
// that gives a point which is not finite.
class Embed {
 public:
  struct Config {
    std::string weights;
  };
  static void describe(StageDescription<Config>& stage);
  // Throws ConfigError if the file is not a sound weight file for this network.
  explicit Embed(const Config& config);

  void operator()(const Hits& hits, const ClusterShapes* shapes, const DetectorRef* detector,
                  Points& points);

 private:
  Model model_;
  std::vector<float> features_;
};

}  // namespace trackloom::metric_learning
