// Stage display.event: pages with a 3D view of events.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "display/scene.hpp"
#include "trackloom/event.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::display {

// Writes FOLDER/event000001000.html for each event that is wanted. Two graphs with their scores can
// be shown, as a chain of two passes has them.
class EventSink {
 public:
  struct Config {
    std::string folder;
    std::vector<std::int64_t> events;
    std::string title;
    std::vector<std::string> graph_names;
    std::int64_t max_edges = 400000;
  };

  static void describe(StageDescription<Config>& stage);
  explicit EventSink(const Config& config) : config_(config) {}
  void operator()(const EventInfo& info, const Hits& hits, const DetectorRef& detector,
                  const TrackCandidates& tracks, const TrackParameters* parameters,
                  const HitGraph* graph, const EdgeScores* scores, const HitGraph* graph_2,
                  const EdgeScores* scores_2, const Truth* truth, const Particles* particles);
  void finish(Summary& summary);

 private:
  Config config_;
  std::vector<std::string> written_;
};

}  // namespace trackloom::display
