// Stage studies.drop_modules: a detector with dead modules.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "event_data/detector.hpp"
#include "studies/event_rows.hpp"
#include "studies/module_names.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::studies {

// Takes out all hits of some modules: those that are named, and a share of all, drawn once (seed
// and name of the stage): the same modules are dead in every event.
class DropModules {
 public:
  struct Config {
    std::vector<std::string> modules;
    double share = 0;
    std::uint64_t seed = 1;
  };
  static void describe(StageDescription<Config>& stage);
  explicit DropModules(const Config& config);
  void begin(RunContext& context) { stage_name_ = context.stage_name(); }
  void operator()(const DetectorRef& detector, const Hits& all_hits, const Cells& all_cells,
                  const Truth& all_truth, Hits& hits, Cells& cells, Truth& truth);
  void finish(Summary& summary) const;

 private:
  void choose(const Detector& detector);

  Config config_;
  std::vector<ModuleName> names_;
  std::string stage_name_;
  std::vector<char> dead_;  // by module of `detector_`
  const Detector* detector_ = nullptr;
  HitCount count_;
};

}  // namespace trackloom::studies
