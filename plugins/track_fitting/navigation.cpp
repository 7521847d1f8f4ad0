#include "track_fitting/navigation.hpp"

#include <cmath>

namespace trackloom::track_fitting {

std::optional<Crossing> next_layer(const Helix& helix, const Geometry& geometry,
                                   std::uint32_t current, Way way, double margin) noexcept {
  const double sign = static_cast<int>(way);
  const double h = helix.turn(geometry.model().field);
  const double r = std::hypot(helix.at.x, helix.at.y);
  const double radial = helix.at.x * helix.cos_phi + helix.at.y * helix.sin_phi;
  // Inward, the track ends at its perigee at the latest: nothing but the beam line is behind it.
  const double furthest = way == Way::outward ? 1e9 : std::abs(path_to_perigee(helix, h));
  if (way == Way::inward && radial < 0) return std::nullopt;
  std::optional<Crossing> best;
  for (std::uint32_t i = 0; i < geometry.layers().size(); ++i) {
    if (i == current) continue;
    const LayerSurface& layer = geometry.layers()[i];
    double path;
    if (layer.barrel) {
      // Moving away from the axis a smaller cylinder is not met before a turn.
      if (radial * sign > 0 && layer.position < r) continue;
      path = path_to_cylinder(helix, h, layer.position, sign);
    } else {
      path = (layer.position - helix.at.z) / helix.sin_dip;
    }
    if (!(path * sign > 0) || path * sign > furthest || (best && path * sign > best->path * sign))
      continue;
    if (std::abs(h * path) > 2) continue;  // rad: beyond, what is known of the track is too little
    const Step end = step(helix, h, path);
    const double along = layer.barrel
                             ? helix.at.z + end.shift.z
                             : std::hypot(helix.at.x + end.shift.x, helix.at.y + end.shift.y);
    if (along < layer.low - margin || along > layer.high + margin) continue;
    best = Crossing{i, path, along};
  }
  return best;
}

}  // namespace trackloom::track_fitting
