#pragma once

#include <string>

#include "evaluation/fraction.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::evaluation {

// Sink: the tracks of a chain beside those of another (trackml.read_tracks reads them): the share
// of either side's tracks that the other has too, by double majority. Tracks need min_hits to be
// counted, not to be matched. An event for which there is no track of the other side is counted as
// such and left out.
class CompareTracks {
 public:
  struct Config {
    int min_hits = 6;
    double confidence = 0.6827;
  };
  static void describe(StageDescription<Config>& stage);
  explicit CompareTracks(const Config& config) : config_(config) {}
  void begin(RunContext& context) { stage_name_ = context.stage_name(); }
  void operator()(const Hits& hits, const TrackCandidates& tracks,
                  const TrackCandidates& reference);
  void finish(Summary& summary);

 private:
  Config config_;
  std::string stage_name_;
  std::uint64_t events_ = 0, without_reference_ = 0;
  Fraction found_, confirmed_;
  BinnedFraction found_by_hits_{{3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 100}};
};

}  // namespace trackloom::evaluation
