// Stage studies.thin_hits: an inefficient detector.
#pragma once

#include <cstdint>
#include <string>

#include "studies/event_rows.hpp"
#include "trackloom/event.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::studies {

// Takes out a share of the hits, each by itself: seed, name of the stage, event and hit decide.
class ThinHits {
 public:
  struct Config {
    double share = 0.02;
    std::uint64_t seed = 1;
  };
  static void describe(StageDescription<Config>& stage);
  explicit ThinHits(const Config& config) : config_(config) {}
  void begin(RunContext& context) { stage_name_ = context.stage_name(); }
  void operator()(const EventInfo& event, const Hits& all_hits, const Cells& all_cells,
                  const Truth& all_truth, Hits& hits, Cells& cells, Truth& truth);
  void finish(Summary& summary) const { count_.report(summary); }

 private:
  Config config_;
  std::string stage_name_;
  HitCount count_;
};

}  // namespace trackloom::studies
