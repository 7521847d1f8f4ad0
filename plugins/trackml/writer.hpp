// trackml.writer: the events of a run as a TrackML data set.
#pragma once

#include <string>

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "trackloom/event.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::trackml {

// FOLDER/event<9 digits>-{hits,cells,truth,particles}.csv[.gz] for the parts that an event has, and
// detectors.csv[.gz] with the first. Numbers have the fewest digits that read back as the same
// number, so that trackml.reader makes the same products of them. Each file is complete or absent;
// the hits file comes last, because an event without it is refused.
class Writer {
 public:
  struct Config {
    std::string folder;
    bool gzip = false;
    bool cells = true;
    bool truth = true;
  };

  static void describe(StageDescription<Config>& stage);
  explicit Writer(const Config& config) : config_(config) {}
  void operator()(const EventInfo& info, const Hits& hits, const DetectorRef& detector,
                  const Cells* cells, const Truth* truth, const Particles* particles);

 private:
  Config config_;
  bool detector_written_ = false;
};

}  // namespace trackloom::trackml
