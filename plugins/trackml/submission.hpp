// trackml.submission: the TrackML challenge's result file, one for the data set.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "trackloom/event.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"
#include "trackml/csv_writer.hpp"

namespace trackloom::trackml {

// event_id,hit_id,track_id: every hit once, in file order; tracks count from 1 in each event in
// the order of TrackCandidates, 0 is no track. Of several tracks with a hit the first keeps it.
// The file appears under its name at the end of the run only. A write error is fatal: the rows
// after it could not be complete.
class Submission {
 public:
  struct Config {
    std::string path;
  };

  static void describe(StageDescription<Config>& stage);
  explicit Submission(const Config& config) : config_(config) {}

  void begin(RunContext& context);
  void operator()(const EventInfo& info, const Hits& hits, const TrackCandidates& tracks);
  void finish(Summary& summary);

 private:
  Config config_;
  std::unique_ptr<CsvWriter> file_;  // null after a write error
  std::vector<std::uint32_t> track_of_;
};

}  // namespace trackloom::trackml
