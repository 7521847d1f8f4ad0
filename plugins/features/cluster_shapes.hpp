// Stage features.cluster_shapes: what the cells of each hit look like.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "event_data/cluster_shape.hpp"
#include "event_data/hits.hpp"
#include "trackloom/run_context.hpp"
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

  void operator()(const Hits& hits, const Cells& cells, ClusterShapes& shapes) {
    shapes.fill(cells);
    if (shapes.present && shapes.size() != hits.size()) {
      throw std::runtime_error("there are cells of " + std::to_string(shapes.size()) +
                               " hits, the event has " + std::to_string(hits.size()));
    }
    if (!shapes.present) ++without_cells_;
  }
  // Says which events went without; nothing if none did.
  void finish(Summary& summary) const {
    if (without_cells_ == 0) return;
    summary.figure("events_without_cells", static_cast<double>(without_cells_));
    summary.table({.name = "cluster_shapes",
                   .title = "Cluster shapes",
                   .columns = {"figure", "value"},
                   .rows = {{"cells are missing in", std::to_string(without_cells_) +
                                                         " events; filters and networks did "
                                                         "without"}}});
  }

 private:
  std::uint64_t without_cells_ = 0;
};

}  // namespace trackloom::features
