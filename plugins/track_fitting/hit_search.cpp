#include "track_fitting/hit_search.hpp"

#include <algorithm>
#include <cmath>

#include "track_fitting/navigation.hpp"

namespace trackloom::track_fitting {
namespace {

// The helix `path` on for a few mm, with the errors it had: position and direction to second order.
void slide(Helix& helix, double h, double path) {
  const Step end = step(helix, h, path);
  helix.at = helix.at + end.shift;
  helix.cos_phi = end.cos_phi;
  helix.sin_phi = end.sin_phi;
}

}  // namespace

HitSearch::Candidate HitSearch::best(const Helix& helix, std::uint32_t layer, double max_path,
                                     std::span<const std::uint32_t> modules,
                                     std::span<const char> free) const {
  const LayerSurface& surface = geometry_.layers()[layer];
  const double h = helix.turn(geometry_.model().field);
  const double r = std::max(std::hypot(helix.at.x, helix.at.y), 1.0);
  const double phi = std::atan2(helix.at.y, helix.at.x);

  // Window: the track's errors along and across the surface, the hit's own, and what the track
  // moves between the surface and a module `max_path` away.
  const Vector3 outward{helix.at.x / r, helix.at.y / r, 0};
  const Vector3 around{-outward.y, outward.x, 0};
  const Vector3 beam{0, 0, 1};
  const Vector3 normal = surface.barrel ? outward : beam;
  const Vector3 along = surface.barrel ? beam : outward;
  const Vector3 t = helix.direction();
  const double crossing = dot(t, normal);
  if (std::abs(crossing) < 0.02) return {};
  const auto width = [&](const Vector3& axis) {
    const double slope = dot(t, axis) / crossing;
    const double a = dot(helix.axis_u(), axis) - slope * dot(helix.axis_u(), normal);
    const double b = dot(helix.axis_v(), axis) - slope * dot(helix.axis_v(), normal);
    const Covariance& c = helix.covariance;
    const double variance = a * a * c[0][0] + 2 * a * b * c[0][1] + b * b * c[1][1];
    return std::sqrt(limits_.max_chi2 * variance) + std::abs(dot(t, axis)) * max_path;
  };
  // Strips are tilted against the surface's axes by no more than the sum covers.
  const double own_u = std::sqrt(limits_.max_chi2 * surface.var_u);
  const double own_v = std::sqrt(limits_.max_chi2 * surface.var_v);
  const double around_width = std::min(width(around), limits_.max_window) + own_u + 0.3 * own_v;
  const double along_width = std::min(width(along), limits_.max_window) + own_v;
  const double place = surface.barrel ? helix.at.z : r;

  Candidate best;
  const double angle = std::min(around_width / r, 3.0);
  grid_.search(layer, phi, angle, place, along_width, [&](const FreeHits::Point& p) {
    const Vector3 hit{p.x, p.y, p.z};
    const Vector3 gap = hit - helix.at;
    if (std::abs(dot(gap, around)) > around_width + 1 ||
        std::abs(dot(gap, along)) > along_width + 1 || !free[p.hit] ||
        std::find(modules.begin(), modules.end(), p.module) != modules.end()) {
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
    if (!(x <= limits_.max_chi2)) return;
    if (best.hit == no_hit || x < best.chi2 || (x == best.chi2 && p.hit < best.hit)) {
      best = {p.hit, x};
    }
  });
  return best;
}

void HitSearch::follow(Helix& helix, std::uint32_t from, Way way, std::span<const char> free,
                       std::vector<std::uint32_t>& modules,
                       std::vector<std::uint32_t>& found) const {
  const FitModel& model = geometry_.model();
  fitter_.leave(helix, from, way);
  std::uint32_t layer = hits_.layer[from];
  int holes = 0;
  for (int crossed = 0; crossed < 40; ++crossed) {  // no track crosses more layers
    const auto next = next_layer(helix, geometry_, layer, way, limits_.max_window);
    if (!next) return;
    layer = next->layer;
    const LayerSurface& surface = geometry_.layers()[layer];
    move(helix, model, next->path);
    if (!std::isfinite(helix.q_over_p)) return;
    const double r = std::max(std::hypot(helix.at.x, helix.at.y), 1.0);
    const double cosine =
        surface.barrel
            ? helix.cos_dip * (helix.at.x * helix.cos_phi + helix.at.y * helix.sin_phi) / r
            : helix.sin_dip;
    const double max_path = (surface.spread + 4) / std::max(std::abs(cosine), 0.05);
    const Candidate first = best(helix, layer, max_path, modules, free);
    if (first.hit == no_hit) {
      const bool inside = next->along > surface.low + 2 && next->along < surface.high - 2;
      if (inside) {
        if (++holes > limits_.max_holes) return;
        pass_module(helix, model, surface.thickness, cosine, way);
      }
      continue;
    }
    holes = 0;
    if (!std::isfinite(fitter_.add(helix, first.hit))) return;
    found.push_back(first.hit);
    modules.push_back(hits_.module[first.hit]);
    const std::uint32_t second = best(helix, layer, limits_.max_overlap, modules, free).hit;
    std::uint32_t last = first.hit;
    if (second != no_hit) {
      // The nearer of the two comes first on the way.
      const Vector3 gap = position(hits_, second) - position(hits_, first.hit);
      const bool before = dot(gap, helix.direction()) * static_cast<int>(way) < 0;
      if (!std::isfinite(fitter_.add(helix, second))) return;
      modules.push_back(hits_.module[second]);
      if (before) {
        found.insert(found.end() - 1, second);
      } else {
        found.push_back(second);
      }
      last = second;
    }
    fitter_.leave(helix, last, way);
  }
}

}  // namespace trackloom::track_fitting
