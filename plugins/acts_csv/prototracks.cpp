#include "acts_csv/prototracks.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iterator>

#include "trackloom/error.hpp"
#include "trackloom/output_file.hpp"

namespace trackloom::acts_csv {

void PrototracksSink::describe(StageDescription<Config>& stage) {
  stage.doc("Writes tracks as CSV files of prototracks, as CsvProtoTrackWriter of ACTS does.");
  stage.inputs({"hits", "tracks", "hit_measurements"});
  stage.param("folder", &Config::folder)
      .required()
      .output_path()
      .doc("where the files go, named event000001000-prototracks.csv; made if missing");
  stage.param("min_hits", &Config::min_hits).at_least(1).doc("tracks with fewer hits are left out");
}

void PrototracksSink::operator()(const EventInfo& info, const Hits& hits,
                                 const TrackCandidates& tracks, const HitMeasurements* made_of) {
  std::string text = "trackId,measurementId,x,y,z\n";
  std::size_t number = 0;
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    const auto track = tracks[t];
    if (track.size() < static_cast<std::size_t>(config_.min_hits)) continue;
    const auto add = [&](std::uint32_t measurement, std::uint32_t hit) {
      fmt::format_to(std::back_inserter(text), "{},{},{},{},{}\n", number, measurement, hits.x[hit],
                     hits.y[hit], hits.z[hit]);
    };
    for (const std::uint32_t hit : track) {
      const bool combined = made_of != nullptr && made_of->present;
      add(combined ? made_of->first[hit] : hit, hit);
      if (combined && made_of->second[hit] != HitMeasurements::none) add(made_of->second[hit], hit);
    }
    ++number;
  }
  tracks_ += number;
  try {
    OutputFile file(std::filesystem::path(config_.folder) /
                    fmt::format("event{:09}-prototracks.csv", info.id));
    file.write(text);
    file.commit();
    written_.push_back(file.path());
  } catch (const std::exception& error) {
    throw FatalError(error.what());  // a disk that is full is so for every event
  }
}

void PrototracksSink::finish(Summary& summary) {
  for (const auto& path : written_) summary.output(path);
  summary.figure("tracks", static_cast<double>(tracks_));
}

}  // namespace trackloom::acts_csv
