// Stage studies.noise: another share of noise.
#pragma once

#include <cstdint>
#include <string>

#include "event_data/detector.hpp"
#include "studies/event_rows.hpp"
#include "trackloom/event.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::studies {

// Makes noise (hits of particle 0) a given share of the hits: takes out noise hits, drawn by seed,
// name of the stage and event, or appends some (noise_hits.hpp). The hits of particles stay, in
// their order. Less noise is always a part of more.
class Noise {
 public:
  struct Config {
    double share = 0;
    std::uint64_t seed = 1;
  };
  static void describe(StageDescription<Config>& stage);
  explicit Noise(const Config& config) : config_(config) {}
  void begin(RunContext& context) { stage_name_ = context.stage_name(); }
  void operator()(const EventInfo& event, const DetectorRef& detector, const Hits& all_hits,
                  const Cells& all_cells, const Truth& all_truth, Hits& hits, Cells& cells,
                  Truth& truth);
  // hits_before and hits_after, and the share of noise before and after.
  void finish(Summary& summary) const;

 private:
  Config config_;
  std::string stage_name_;
  HitCount count_;
  std::uint64_t hits_before_ = 0, hits_after_ = 0, noise_before_ = 0, noise_after_ = 0;
};

}  // namespace trackloom::studies
