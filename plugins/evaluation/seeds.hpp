#pragma once

#include <array>
#include <string>
#include <vector>

#include "evaluation/fraction.hpp"
#include "event_data/hits.hpp"
#include "event_data/triplets.hpp"
#include "event_data/truth.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::evaluation {

// Sink: purity and efficiency of seeds. A seed is pure if its three hits are of one particle, which
// noise is not. A particle with |eta| < max_abs_eta, min_particle_hits and pT above a threshold is
// found if a pure seed is its. Events without truth count with their seeds only.
class SeedEvaluation {
 public:
  struct Config {
    double max_abs_eta = 4;  // exclusive
    int min_particle_hits = 5;
    double prompt_radius = 2;  // mm, exclusive
    double confidence = 0.6827;
  };
  static void describe(StageDescription<Config>& stage);
  explicit SeedEvaluation(const Config& config) : config_(config) {}
  void begin(RunContext& context) { stage_name_ = context.stage_name(); }
  // Throws std::runtime_error if a seed names a hit that truth does not have.
  void operator()(const Hits& hits, const Seeds& seeds, const Truth& truth,
                  const Particles& particles);
  void finish(Summary& summary);

 private:
  Config config_;
  std::string stage_name_;
  std::uint64_t events_ = 0, events_with_truth_ = 0, seeds_ = 0, pure_seeds_of_found_ = 0;
  Fraction purity_;
  std::array<Fraction, 3> all_, prompt_;  // by seed_pt
  std::uint64_t found_ = 0;               // selected particles with a pure seed, any pT
  std::vector<std::uint32_t> hits_of_, seeds_of_;
};

}  // namespace trackloom::evaluation
