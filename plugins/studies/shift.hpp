// Stage studies.shift: a detector that stands elsewhere than the reconstruction believes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "studies/module_names.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::studies {

// Moves the hits of some modules: all by one vector, and each module by one of its own, drawn
// evenly from a cube (seed and name of the stage: the same in every event). The detector and the
// truth stay: the chain does not know. Modules, layers and cells of the hits stay too.
class Shift {
 public:
  struct Config {
    std::vector<std::string> modules;  // empty: all
    double dx = 0, dy = 0, dz = 0;     // mm
    double random = 0;                 // mm, half the cube's edge
    std::uint64_t seed = 1;
  };
  static void describe(StageDescription<Config>& stage);
  explicit Shift(const Config& config);
  void begin(RunContext& context) { stage_name_ = context.stage_name(); }
  void operator()(const DetectorRef& detector, const Hits& all_hits, Hits& hits);
  void finish(Summary& summary) const;

 private:
  void choose(const Detector& detector);

  Config config_;
  std::vector<ModuleName> names_;
  std::string stage_name_;
  std::vector<std::array<float, 3>> offset_;  // mm, by module of `detector_`
  const Detector* detector_ = nullptr;
  std::uint64_t shifted_ = 0, all_ = 0;  // hits
};

}  // namespace trackloom::studies
