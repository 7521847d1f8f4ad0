#include "parquet/tracks.hpp"

#include <limits>
#include <stdexcept>

#include "event_data/track_check.hpp"
#include "event_data/truth_matching.hpp"
#include "parquet/tracks_file.hpp"
#include "trackloom/error.hpp"

namespace trackloom::parquet {

void Tracks::describe(StageDescription<Config>& stage) {
  stage.doc("Writes tracks, with fitted parameters and truth where there are any, as Parquet.");
  stage.inputs({"hits", "tracks", "parameters", "truth", "particles"});
  stage.param("path", &Config::path).required().output_path().doc("the file to write");
  stage.param("events_per_row_group", &Config::events_per_row_group)
      .range(1, 100000)
      .unit("events")
      .doc("events that are kept in memory and written together");
  stage.param("particle_id_shift", &Config::particle_id_shift)
      .doc("added to ids of particles; -1 gives those of the tables that parquet.events has read");
}

Tracks::Tracks(const Config& config) : config_(config) {}
Tracks::~Tracks() = default;

void Tracks::begin(RunContext&) {
  file_ = std::make_unique<File>(config_.path, config_.events_per_row_group);
}

std::vector<std::uint64_t> Tracks::majorities(const TrackCandidates& tracks, const Truth* truth,
                                              const Particles* particles) const {
  if (truth == nullptr || particles == nullptr || !truth->present) return {};
  const ParticleSizes sizes(*truth, particles->size());
  std::vector<std::uint64_t> ids;
  for (const TrackMatch& match : match_tracks(*truth, sizes, tracks)) {
    ids.push_back(match.particle_id == 0
                      ? std::numeric_limits<std::uint64_t>::max()
                      : match.particle_id + static_cast<std::uint64_t>(config_.particle_id_shift));
  }
  return ids;
}

void Tracks::operator()(const EventInfo& info, const Hits& hits, const TrackCandidates& tracks,
                        const TrackParameters* parameters, const Truth* truth,
                        const Particles* particles) {
  check_tracks(hits, tracks);
  if (tracks.size() > std::numeric_limits<std::uint16_t>::max()) {
    throw std::runtime_error("the event has " + std::to_string(tracks.size()) +
                             " tracks; the column track_id holds 65535");
  }
  if (parameters != nullptr && parameters->size() != tracks.size()) {
    throw std::runtime_error("the event has " + std::to_string(tracks.size()) + " tracks and " +
                             std::to_string(parameters->size()) +
                             " fitted ones; connect \"parameters\" to the fit of these tracks");
  }
  for (const std::uint32_t hit : tracks.hit) {
    if (hits.id[hit] <= std::numeric_limits<std::uint32_t>::max()) continue;
    throw std::runtime_error("hit id " + std::to_string(hits.id[hit]) +
                             " has more than the 32 bits of the column hit_ids");
  }
  if (!file_) throw FatalError(config_.path + ": not open, begin() or an earlier write failed");
  try {
    file_->write(info.id, hits, tracks, parameters, majorities(tracks, truth, particles));
  } catch (const std::exception& error) {
    file_.reset();
    throw FatalError(error.what());
  }
  tracks_ += tracks.size();
}

void Tracks::finish(Summary& summary) {
  if (!file_) return;
  file_->commit();
  file_.reset();
  summary.output(config_.path);
  summary.figure("tracks", static_cast<double>(tracks_));
}

}  // namespace trackloom::parquet
