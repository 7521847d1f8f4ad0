#pragma once

#include <string>

#include "evaluation/physics_counts.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::evaluation {

// Sink: physics figures of the tracks, for the report, and tables. Events without truth count with
// their hits and tracks only.
class PhysicsSummary {
 public:
  struct Config : Selection {
    double confidence = 0.6827;
  };
  static void describe(StageDescription<Config>& stage);
  explicit PhysicsSummary(const Config& config) : config_(config), counts_(config) {}
  void begin(RunContext& context) { stage_name_ = context.stage_name(); }
  void operator()(const Hits& hits, const TrackCandidates& tracks, const Truth& truth,
                  const Particles& particles);
  void finish(Summary& summary);

 private:
  void figures(Summary& summary) const;
  Table physics_table() const;

  Config config_;
  PhysicsCounts counts_;
  std::string stage_name_;
  std::uint64_t events_ = 0, hits_ = 0, tracks_ = 0, long_tracks_ = 0, hits_on_tracks_ = 0;
};

}  // namespace trackloom::evaluation
