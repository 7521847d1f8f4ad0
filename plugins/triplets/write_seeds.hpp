// Sink triplets.write_seeds: seeds as CSV, one file for the data set.
#pragma once

#include <memory>
#include <string>

#include "event_data/hits.hpp"
#include "event_data/triplets.hpp"
#include "trackloom/event.hpp"
#include "trackloom/output_file.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::triplets {

// event_id,hit1,hit2,hit3,score: hit_ids of the input, innermost first; scores with the fewest
// digits that read back as the same float. The file appears under its name at the end of the run
// only. A write error is fatal: the rows after it could not be complete.
class WriteSeeds {
 public:
  struct Config {
    std::string path;
  };
  static void describe(StageDescription<Config>& stage);
  explicit WriteSeeds(const Config& config) : config_(config) {}

  void begin(RunContext& context);
  // Throws std::runtime_error if a seed names a hit that the event does not have.
  void operator()(const EventInfo& info, const Hits& hits, const Seeds& seeds);
  void finish(Summary& summary);

 private:
  Config config_;
  std::unique_ptr<OutputFile> file_;  // null after a write error
  std::string rows_;
};

}  // namespace trackloom::triplets
