// trackml.tracks: the tracks of every event, a CSV file each.
#pragma once

#include <string>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "trackloom/event.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::trackml {

// FOLDER/event<9 digits>-tracks.csv: track_id,hit_id, tracks from 1, hits in track order. Unlike
// the submission it keeps the order of hits and hits shared by tracks, and leaves out hits of none.
class TrackLists {
 public:
  struct Config {
    std::string folder;
  };

  static void describe(StageDescription<Config>& stage);
  explicit TrackLists(const Config& config) : config_(config) {}
  void operator()(const EventInfo& info, const Hits& hits, const TrackCandidates& tracks) const;

 private:
  Config config_;
};

}  // namespace trackloom::trackml
