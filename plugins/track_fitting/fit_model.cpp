#include "track_fitting/fit_model.hpp"

#include "trackloom/error.hpp"

namespace trackloom::track_fitting {

void check(const FitModel& model) {
  if (model.passive_radius.size() != model.passive_thickness.size()) {
    throw ConfigError("passive_thickness has " + std::to_string(model.passive_thickness.size()) +
                          " values for the " + std::to_string(model.passive_radius.size()) +
                          " cylinders of passive_radius",
                      "passive_thickness");
  }
}

}  // namespace trackloom::track_fitting
