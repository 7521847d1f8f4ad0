// Stage acts_csv.prototracks: found tracks as ACTS' example framework writes prototracks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "acts_csv/space_points.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "trackloom/event.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::acts_csv {

// Writes FOLDER/event000001000-prototracks.csv per event, complete or not at all, with the columns
// of ACTS' ProtoTrackData (Examples/Io/Csv, CsvOutputData.hpp): trackId, counted from 0 in the
// order of the tracks; measurementId, the row of the hit in the event's table of hits, counted from
// 0, or with space points the row of the measurement in its file; x, y, z in mm, of the hit. One
// line per hit, along the track, and one more for the second measurement of a space point.
class PrototracksSink {
 public:
  struct Config {
    std::string folder;
    std::int64_t min_hits = 3;
  };

  static void describe(StageDescription<Config>& stage);
  explicit PrototracksSink(const Config& config) : config_(config) {}
  // Throws FatalError where a file cannot be written.
  void operator()(const EventInfo& info, const Hits& hits, const TrackCandidates& tracks,
                  const HitMeasurements* made_of);
  void finish(Summary& summary);

 private:
  Config config_;
  std::vector<std::string> written_;
  std::size_t tracks_ = 0;
};

}  // namespace trackloom::acts_csv
