// Stage features.cluster_shapes: what the cells of each hit look like.
#pragma once

#include <stdexcept>
#include <string>

#include "event_data/cluster_shape.hpp"
#include "event_data/hits.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::features {

// Throws std::runtime_error if the cells do not fit the hits.
class ClusterShapesStage {
 public:
  struct Config {};
  static void describe(StageDescription<Config>& stage) {
    stage.doc(
        "Extent and charge of every hit's cluster. Events without cells get none, and what reads "
        "them does without.");
  }
  explicit ClusterShapesStage(const Config&) {}

  void operator()(const Hits& hits, const Cells& cells, ClusterShapes& shapes) const {
    shapes.fill(cells);
    if (shapes.present && shapes.size() != hits.size()) {
      throw std::runtime_error("there are cells of " + std::to_string(shapes.size()) +
                               " hits, the event has " + std::to_string(hits.size()));
    }
  }
};

}  // namespace trackloom::features
