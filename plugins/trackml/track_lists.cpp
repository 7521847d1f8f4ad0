#include "trackml/track_lists.hpp"

#include "event_data/track_check.hpp"
#include "trackml/csv_writer.hpp"

namespace trackloom::trackml {

void TrackLists::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Writes event*-tracks.csv: track_id,hit_id for the hits of every track, innermost first.");
  stage.param("folder", &Config::folder)
      .required()
      .output_path()
      .doc("Where the files go; made if missing.");
  stage.unordered();
}

void TrackLists::operator()(const EventInfo& info, const Hits& hits,
                            const TrackCandidates& tracks) const {
  check_tracks(hits, tracks);
  CsvWriter file(std::filesystem::path(config_.folder) / event_file_name(info.id, "tracks"),
                 "track_id,hit_id");
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    for (const std::uint32_t hit : tracks[t]) file.row(t + 1, hits.id[hit]);
  }
  file.commit();
}

}  // namespace trackloom::trackml
