#include "studies/drop_modules.hpp"

#include <algorithm>

#include "studies/dice.hpp"
#include "trackloom/error.hpp"

namespace trackloom::studies {

void DropModules::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Takes out the hits of dead modules: those named and a random share of the others, the same "
      "in every event. With `replaces: source` the rest of the pipeline works on what is left.");
  stage.param("modules", &Config::modules)
      .doc("VOLUME, VOLUME/LAYER or VOLUME/LAYER/MODULE, by the ids of detectors.csv");
  stage.param("share", &Config::share).range(0, 1).doc("of all modules, drawn at random");
  stage.param("seed", &Config::seed).at_least(0).doc("another seed draws other modules");
}

DropModules::DropModules(const Config& config)
    : config_(config), names_(read_module_names(config.modules, "modules")) {
  if (names_.empty() && config.share == 0) {
    throw ConfigError("nothing to drop: `modules` is empty and `share` is 0", "modules");
  }
}

void DropModules::choose(const Detector& detector) {
  dead_ = covered_modules(detector, names_);
  const Dice dice(config_.seed, stage_name_, 0);
  for (std::size_t m = 0; m < dead_.size(); ++m) {
    if (dice.uniform(module_key(detector.modules()[m])) < config_.share) dead_[m] = 1;
  }
  detector_ = &detector;
}

void DropModules::operator()(const DetectorRef& detector, const Hits& all_hits,
                             const Cells& all_cells, const Truth& all_truth, Hits& hits,
                             Cells& cells, Truth& truth) {
  if (detector_ != detector.detector.get()) choose(*detector);
  std::vector<std::uint32_t> rows;
  for (std::uint32_t h = 0; h < all_hits.size(); ++h) {
    if (!dead_[all_hits.module[h]]) rows.push_back(h);
  }
  copy_rows(rows, all_hits, all_cells, all_truth, hits, cells, truth);
  count_.add(all_hits.size(), rows.size());
}

void DropModules::finish(Summary& summary) const {
  count_.report(summary);
  summary.figure("dead_modules", static_cast<double>(std::count(dead_.begin(), dead_.end(), 1)));
}

}  // namespace trackloom::studies
