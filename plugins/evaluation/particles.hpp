#pragma once

#include <memory>
#include <string>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "trackloom/event.hpp"
#include "trackloom/output_file.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::evaluation {

// Sink: what became of every particle and of every track, one line each, in three CSV files of
// FOLDER; `trackloom compare` pairs them. Matching is that of evaluation.summary.
//   events.csv     event_id,hits,hits_hash,truth,weight
//   particles.csv  event_id,particle_id,pt,eta,radius,hits,score,found,single,track_id
//   tracks.csv     event_id,track_id,hits,particle_id,shared,particle_hits,hits_hash
// hits_hash of an event covers the positions of its hits in their order, that of a track the set of
// its hits (rows). weight: sum of the TrackML weights of the event's hits; score: of the particle's
// hits that count for the TrackML score. found: a double-majority track, whose number is track_id
// (from 1; 0: none); single: number of single-majority tracks with min_track_hits. pt (GeV), eta
// and radius (mm, of production) are empty for ids that the particles file does not list. Particles
// without hits are left out, and of events without truth there are no particles.
class ParticleList {
 public:
  struct Config {
    std::string folder;
    int min_track_hits = 5;
  };
  static void describe(StageDescription<Config>& stage);
  explicit ParticleList(const Config& config) : config_(config) {}
  void begin(RunContext& context);
  void operator()(const EventInfo& event, const Hits& hits, const TrackCandidates& tracks,
                  const Truth& truth, const Particles& particles);
  void finish(Summary& summary);

 private:
  void list_particles(std::uint64_t event, const Truth& truth, const Particles& particles,
                      const TrackCandidates& tracks);

  Config config_;
  std::unique_ptr<OutputFile> event_file_, particle_file_, track_file_;
};

}  // namespace trackloom::evaluation
