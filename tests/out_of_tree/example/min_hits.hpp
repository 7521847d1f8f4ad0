// A stage: passes on the tracks that have enough hits.
#pragma once

#include "event_data/graph.hpp"
#include "trackloom/stage.hpp"

namespace example {

class MinHits {
 public:
  struct Config {
    int min_hits = 5;
  };

  static void describe(trackloom::StageDescription<Config>& stage) {
    stage.doc("Passes on the tracks that have enough hits.").inputs({"all"}).outputs({"tracks"});
    stage.param("min_hits", &Config::min_hits).at_least(1).doc("shorter tracks are dropped");
  }

  explicit MinHits(const Config& config) : config_(config) {}

  void operator()(const trackloom::TrackCandidates& all, trackloom::TrackCandidates& tracks) const {
    for (std::size_t t = 0; t < all.size(); ++t) {
      if (std::ssize(all[t]) >= config_.min_hits) tracks.push_back(all[t]);
    }
  }

 private:
  Config config_;
};

}  // namespace example
