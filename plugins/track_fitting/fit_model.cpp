#include "track_fitting/fit_model.hpp"

#include <cmath>

#include "trackloom/error.hpp"

namespace trackloom::track_fitting {

void check(const FitModel& model) {
  if (std::abs(model.field) < 0.01) {
    throw ConfigError("a field of " + std::to_string(model.field) +
                          " T bends no track: momenta cannot be fitted; 0.01 T is the least",
                      "field");
  }
  if (model.passive_radius.size() != model.passive_thickness.size()) {
    throw ConfigError("passive_thickness has " + std::to_string(model.passive_thickness.size()) +
                          " values for the " + std::to_string(model.passive_radius.size()) +
                          " cylinders of passive_radius",
                      "passive_thickness");
  }
}

}  // namespace trackloom::track_fitting
