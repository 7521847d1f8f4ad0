#include "track_fitting/fit_model.hpp"

#include <cmath>

#include "trackloom/error.hpp"

namespace trackloom::track_fitting {

double FitModel::axial_field(const Vector3& at) const noexcept {
  return map ? map->at(distance_from_axis(at.x, at.y), at.z).axial : field;
}

double FitModel::mapped_field(const Helix& helix, double path) const noexcept {
  const Vector3 at = helix.at + (path / 2) * helix.direction();
  const double r = distance_from_axis(at.x, at.y);
  const FieldMap::Value value = map->at(r, at.z);
  // Component of the radial field along the track's transverse direction.
  const double cosine = r > 0 ? (at.x * helix.cos_phi + at.y * helix.sin_phi) / r : 0;
  return value.axial - helix.sin_dip / helix.cos_dip * cosine * value.radial;
}

void prepare(FitModel& model) {
  if (!model.field_map.empty()) {
    try {
      model.map = std::make_shared<const FieldMap>(FieldMap::read(model.field_map));
    } catch (const std::runtime_error& error) {
      throw ConfigError(error.what(), "field_map");
    }
  }

  if (!model.map && std::abs(model.field) < 0.01) {
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
