// Stage studies.thin_particles: fewer collisions.
#pragma once

#include <cstdint>
#include <string>

#include "studies/event_rows.hpp"
#include "trackloom/event.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::studies {

// Takes out whole particles, all their hits and their row; seed, name of the stage and event
// decide. By vertex: all particles of a collision go or stay; a particle's collision is what its id
// begins with (the upper 12 bits, as in TrackML and tools/simulate_events.py), and collision 1, the
// hard one, stays. Noise is thinned by the same share, hit by hit, so that its share of the hits
// stays what it was; hits of unlisted particles go like noise.
class ThinParticles {
 public:
  struct Config {
    double share = 0.5;
    std::string by = "vertex";
    bool noise = true;
    std::uint64_t seed = 1;
  };
  static void describe(StageDescription<Config>& stage);
  explicit ThinParticles(const Config& config) : config_(config) {}
  void begin(RunContext& context) { stage_name_ = context.stage_name(); }
  void operator()(const EventInfo& event, const Hits& all_hits, const Cells& all_cells,
                  const Truth& all_truth, const Particles& all_particles, Hits& hits, Cells& cells,
                  Truth& truth, Particles& particles);
  void finish(Summary& summary) const { count_.report(summary); }

 private:
  Config config_;
  std::string stage_name_;
  HitCount count_;
};

}  // namespace trackloom::studies
