#include "studies/shift.hpp"

#include "studies/dice.hpp"
#include "trackloom/error.hpp"

namespace trackloom::studies {

void Shift::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Moves the hits of some modules, as a misaligned detector would, while detector and truth "
      "stay. With `replaces: source` the rest of the pipeline works on the moved hits.");
  stage.param("modules", &Config::modules)
      .doc("VOLUME, VOLUME/LAYER or VOLUME/LAYER/MODULE, by the ids of detectors.csv; none: all");
  const double limit = 1000;
  stage.param("dx", &Config::dx).unit("mm").range(-limit, limit).doc("shift of all of them");
  stage.param("dy", &Config::dy).unit("mm").range(-limit, limit).doc("shift of all of them");
  stage.param("dz", &Config::dz).unit("mm").range(-limit, limit).doc("shift of all of them");
  stage.param("random", &Config::random)
      .unit("mm")
      .range(0, limit)
      .doc("largest shift in x, y and z that each module has of its own");
  stage.param("seed", &Config::seed).at_least(0).doc("another seed moves modules elsewhere");
}

Shift::Shift(const Config& config)
    : config_(config), names_(read_module_names(config.modules, "modules")) {}

void Shift::choose(const Detector& detector) {
  const auto& modules = detector.modules();
  const std::vector<char> covered = covered_modules(detector, names_);
  const std::array<double, 3> all{config_.dx, config_.dy, config_.dz};
  offset_.assign(modules.size(), {});
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const Dice dice(config_.seed, stage_name_ + "xyz"[axis], 0);
    for (std::size_t m = 0; m < modules.size(); ++m) {
      if (!names_.empty() && !covered[m]) continue;
      const double own = config_.random * (2 * dice.uniform(module_key(modules[m])) - 1);
      offset_[m][axis] = static_cast<float>(all[axis] + own);
    }
  }
  detector_ = &detector;
}

void Shift::operator()(const DetectorRef& detector, const Hits& all_hits, Hits& hits) {
  if (detector_ != detector.detector.get()) choose(*detector);
  hits = all_hits;
  for (std::size_t h = 0; h < hits.size(); ++h) {
    const std::array<float, 3>& offset = offset_[hits.module[h]];
    hits.x[h] += offset[0];
    hits.y[h] += offset[1];
    hits.z[h] += offset[2];
    if (offset != std::array<float, 3>{}) ++shifted_;
  }
  hits.fill_cylindrical();
  all_ += hits.size();
}

void Shift::finish(Summary& summary) const {
  if (all_ == 0) return;
  summary.figure("hits_shifted", static_cast<double>(shifted_) / static_cast<double>(all_));
}

}  // namespace trackloom::studies
