// trackml.debug: what the stages made of an event, as CSV to look at.
#pragma once

#include <string>

#include "event_data/detector.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "trackloom/event.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::trackml {

// Per event, in FOLDER:
//   event*-debug_hits.csv   hit_id,x,y,z,r,phi,volume_id,layer_id,module_id (mm, rad), file order
//   event*-debug_edges.csv  source_hit_id,target_hit_id[,score] in the order of the graph, if the
//                           pipeline makes a graph; the score if it makes scores
class DebugDump {
 public:
  struct Config {
    std::string folder;
  };

  static void describe(StageDescription<Config>& stage);
  explicit DebugDump(const Config& config) : config_(config) {}
  void operator()(const EventInfo& info, const Hits& hits, const DetectorRef& detector,
                  const HitGraph* graph, const EdgeScores* scores) const;

 private:
  Config config_;
};

}  // namespace trackloom::trackml
