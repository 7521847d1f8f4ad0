#include "track_fitting/hit_search.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace trackloom::track_fitting {
namespace {

// Carries the helix a few mm, its errors as along a straight line.
void slide(Helix& helix, double h, double path) {
  const Step end = step(helix, h, path);
  helix.at = helix.at + end.shift;
  helix.cos_phi = end.cos_phi;
  helix.sin_phi = end.sin_phi;
  Covariance& c = helix.covariance;
  const double across = path * helix.cos_dip;
  c[0][0] += across * (2 * c[0][2] + across * c[2][2]);
  c[1][1] += path * (2 * c[1][3] + path * c[3][3]);
  c[0][1] += path * c[0][3] + across * (c[1][2] + path * c[2][3]);
  c[1][0] = c[0][1];
}

// Where the hits of a layer can be: half widths, in mm, around the point where the track crosses.
struct Window {
  Vector3 around, along;  // unit vectors in the layer's surface, azimuthal and the other
  double around_width = 0, along_width = 0;
  bool grazing = false;

  Window(const Helix& helix, const LayerSurface& surface, double r, double max_path,
         const SearchLimits& limits) {
    const Vector3 outward{helix.at.x / r, helix.at.y / r, 0};
    const Vector3 beam{0, 0, 1};
    const Vector3 normal = surface.barrel ? outward : beam;
    around = {-outward.y, outward.x, 0};
    along = surface.barrel ? beam : outward;
    const Vector3 t = helix.direction();
    const double crossing = dot(t, normal);
    grazing = !(std::abs(crossing) >= 0.02);
    // The track's errors in the surface, and what it moves between the surface and a module.
    const auto width = [&](const Vector3& axis) {
      const double slope = dot(t, axis) / crossing;
      const double a = dot(helix.axis_u(), axis) - slope * dot(helix.axis_u(), normal);
      const double b = dot(helix.axis_v(), axis) - slope * dot(helix.axis_v(), normal);
      const Covariance& c = helix.covariance;
      const double variance = a * a * c[0][0] + 2 * a * b * c[0][1] + b * b * c[1][1];
      return std::min(std::sqrt(limits.max_chi2 * variance), limits.max_window) +
             std::abs(dot(t, axis)) * max_path;
    };
    // Modules are turned against the layer's axes by no more than 0.3 rad.
    const double own_u = std::sqrt(limits.max_chi2 * surface.var_u);
    const double own_v = std::sqrt(limits.max_chi2 * surface.var_v);
    around_width = width(around) + own_u + 0.3 * own_v + 1;
    along_width = width(along) + own_v + 1;
  }
};

}  // namespace

std::optional<std::uint32_t> HitSearch::find(const Helix& helix, std::uint32_t layer,
                                             double max_path, std::span<const std::uint32_t> taken,
                                             std::span<const char> free) const {
  const LayerSurface& surface = geometry_.layers()[layer];
  const double h = helix.turn(geometry_.model().bending_field(helix));
  const double r = std::max(distance_from_axis(helix.at.x, helix.at.y), 1.0);
  const Window window(helix, surface, r, max_path, limits_);
  const double phi = std::atan2(helix.at.y, helix.at.x);
  const double place = surface.barrel ? helix.at.z : r;
  if (window.grazing || !std::isfinite(phi + place)) return std::nullopt;
  const double angle = std::min(window.around_width / r, 3.0);
  const double crowd = std::numbers::pi * grid_.density(layer, place);

  std::optional<std::uint32_t> best;
  double best_chi2 = limits_.max_chi2;
  grid_.search(layer, phi, angle, place, window.along_width, [&](const FreeHits::Point& p) {
    const Vector3 hit{p.x, p.y, p.z};
    const Vector3 gap = hit - helix.at;
    if (std::abs(dot(gap, window.around)) > window.around_width ||
        std::abs(dot(gap, window.along)) > window.along_width || !free[p.hit] ||
        std::find(taken.begin(), taken.end(), p.module) != taken.end()) {
      return;
    }
    const Plane& plane = geometry_.plane(p.module);
    const double path = path_to_plane(helix, h, plane.origin(), plane.normal());
    if (!(std::abs(path) <= max_path)) return;
    Helix there = helix;
    slide(there, h, path);
    const Residual miss = residual(there, plane, hit);
    std::array<double, 3> c = spread(there, miss);
    c[0] += plane.var_u;
    c[2] += plane.var_v;
    const double x = chi2(miss.miss, c);
    if (!(x <= best_chi2) || (x == best_chi2 && best && p.hit > *best)) return;
    // Area of the ellipse that holds what fits as well, times the density of free hits.
    if (crowd * x * std::sqrt(c[0] * c[2] - c[1] * c[1]) > limits_.max_chance) return;
    best = p.hit;
    best_chi2 = x;
  });
  return best;
}

}  // namespace trackloom::track_fitting
