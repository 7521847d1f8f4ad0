// Sink layer_map.learn: simulated events to a layer map.
#pragma once

#include <cstdint>
#include <string>

#include "layer_map/learner.hpp"
#include "trackloom/event.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::layer_map {

class Learn {
 public:
  struct Config {
    std::string path = "layer_map.tlmap";
    std::string note;
    int min_hits = LearnOptions{}.min_hits;
    double pair_coverage = LearnOptions{}.pair_coverage;
    double triple_coverage = LearnOptions{}.triple_coverage;
    double window_quantile = LearnOptions{}.window_quantile;
    double max_z0 = LearnOptions{}.max_z0;
    double max_slope = LearnOptions{}.max_slope;
    bool inward = LearnOptions{}.inward;
    double candidates_per_hit = LearnOptions{}.candidates_per_hit;
  };
  static void describe(StageDescription<Config>& stage);
  explicit Learn(const Config& config);
  void operator()(const EventInfo& info, const Hits& hits, const Truth& truth,
                  const Particles& particles, const DetectorRef& detector,
                  const TrackCandidates* exclude);
  void finish(Summary& summary);

 private:
  Config config_;
  Learner learner_;
  std::uint64_t first_id_ = 0, last_id_ = 0;
};

}  // namespace trackloom::layer_map
