// A stage to start from: passes on the tracks that have enough hits.
#pragma once

#include <cstddef>
#include <iterator>

#include "event_data/graph.hpp"
#include "trackloom/stage.hpp"

namespace @NAME@ {

class MinHits {
 public:
  // The parameters, with their defaults.
  struct Config {
    int min_hits = 5;
  };

  // What `trackloom describe` shows. Ports need names only where a type comes twice, as here.
  static void describe(trackloom::StageDescription<Config>& stage) {
    stage.doc("Passes on the tracks that have enough hits.").inputs({"all"}).outputs({"tracks"});
    stage.param("min_hits", &Config::min_hits).at_least(1).doc("shorter tracks are dropped");
  }

  // What is done once. Throw trackloom::ConfigError to refuse a configuration.
  explicit MinHits(const Config& config) : config_(config) {}

  // What is done for each event: `const T&` is read, `T&` is made. It is const, so that any number
  // of events may be under way in it.
  void operator()(const trackloom::TrackCandidates& all, trackloom::TrackCandidates& tracks) const {
    for (std::size_t t = 0; t < all.size(); ++t) {
      if (std::ssize(all[t]) >= config_.min_hits) tracks.push_back(all[t]);
    }
  }

 private:
  Config config_;
};

}  // namespace @NAME@
