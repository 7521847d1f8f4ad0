#include "trackml/submission.hpp"

#include "event_data/track_check.hpp"
#include "trackloom/error.hpp"

namespace trackloom::trackml {

void Submission::describe(StageDescription<Config>& stage) {
  stage.doc("Writes a TrackML submission: event_id,hit_id,track_id for every hit of every event.");
  stage.param("path", &Config::path).required().output_path().doc("The CSV file to write.");
}

void Submission::begin(RunContext&) {
  file_ = std::make_unique<CsvWriter>(config_.path, "event_id,hit_id,track_id");
}

void Submission::operator()(const EventInfo& info, const Hits& hits,
                            const TrackCandidates& tracks) {
  check_tracks(hits, tracks);
  if (!file_) throw FatalError(config_.path + ": not open, begin() or an earlier write failed");
  track_of_.assign(hits.size(), 0);
  for (std::uint32_t t = 0; t < tracks.size(); ++t) {
    for (const std::uint32_t hit : tracks[t]) {
      if (track_of_[hit] == 0) track_of_[hit] = t + 1;
    }
  }
  try {
    for (std::size_t i = 0; i < hits.size(); ++i) file_->row(info.id, hits.id[i], track_of_[i]);
  } catch (const std::exception& error) {
    file_.reset();
    throw FatalError(error.what());
  }
}

void Submission::finish(Summary& summary) {
  if (!file_) return;
  file_->commit();
  summary.output(file_->path());
  file_.reset();
}

}  // namespace trackloom::trackml
