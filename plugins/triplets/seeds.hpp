// Stage triplets.seeds: the triplets above a cut, as seeds of tracks.
#pragma once

#include "event_data/triplets.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::triplets {

// In the order of the triplets. Throws std::runtime_error if the scores do not fit the graph.
class SelectSeeds {
 public:
  struct Config {
    float score_cut = 0.5F;
  };
  static void describe(StageDescription<Config>& stage);
  explicit SelectSeeds(const Config& config) : config_(config) {}
  void operator()(const TripletGraph& triplets, const TripletScores& scores, Seeds& seeds) const;

 private:
  Config config_;
};

}  // namespace trackloom::triplets
