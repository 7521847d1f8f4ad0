// Stage track_building.join: the tracks of two passes as one list.
#pragma once

#include <cstdint>
#include <vector>

#include "event_data/graph.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_building {

// All tracks of `first`; then those of `second` without the hits that a track of `first` has, if
// min_hits are left. Ordered by first hit (ties: `first` comes first). const and without state: any
// number of events at once.
class Join {
 public:
  struct Config {
    int min_hits = 3;
  };
  static void describe(StageDescription<Config>& stage);
  explicit Join(const Config& config) : config_(config) {}

  void operator()(const TrackCandidates& first, const TrackCandidates& second,
                  TrackCandidates& tracks) const;

 private:
  Config config_;
};

}  // namespace trackloom::track_building
