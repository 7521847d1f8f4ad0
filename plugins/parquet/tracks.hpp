// parquet.tracks: found tracks as a Parquet table.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "event_data/track_parameters.hpp"
#include "event_data/truth.hpp"
#include "trackloom/event.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::parquet {

// One file with one row per event, in the layout of the tracks of ColliderML release 1, which
// ParquetReader of pyacts 48.1 reads: event_id; and lists with an entry per track
//   d0, z0 (mm), phi, theta (rad), qop (1/GeV)  at the perigee; null where there is no fit
//   majority_particle_id  most of its hits are of this particle; unmatched (2^64 - 1): of none
//   hit_ids               a list of its own per track: ids of its hits from inside out
//   track_id              from 1, as in submission.csv
// Complete or not at all; the same bytes for any number of threads.
class Tracks {
 public:
  struct Config {
    std::string path;
    std::int32_t events_per_row_group = 100;
    std::int64_t particle_id_shift = 0;
  };
  static void describe(StageDescription<Config>& stage);
  explicit Tracks(const Config& config);
  ~Tracks();

  void begin(RunContext& context);
  // Throws std::runtime_error where the event does not fit the layout (more than 65 535 tracks,
  // hit ids of more than 32 bits), FatalError where the file cannot be written.
  void operator()(const EventInfo& info, const Hits& hits, const TrackCandidates& tracks,
                  const TrackParameters* parameters, const Truth* truth,
                  const Particles* particles);
  void finish(Summary& summary);

 private:
  class File;
  // The majority particle of every track, as the file has it; empty without truth.
  std::vector<std::uint64_t> majorities(const TrackCandidates& tracks, const Truth* truth,
                                        const Particles* particles) const;

  Config config_;
  std::unique_ptr<File> file_;
  std::uint64_t tracks_ = 0;
};

}  // namespace trackloom::parquet
