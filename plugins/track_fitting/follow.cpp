#include "track_fitting/follow.hpp"

#include <algorithm>
#include <cmath>

#include "track_fitting/navigation.hpp"

namespace trackloom::track_fitting {
namespace {

constexpr int max_layers = 40;  // no track crosses more

double cosine(const Helix& helix, const LayerSurface& surface) {
  if (!surface.barrel) return helix.sin_dip;
  const double r = std::max(distance_from_axis(helix.at.x, helix.at.y), 1.0);
  return helix.cos_dip * (helix.at.x * helix.cos_phi + helix.at.y * helix.sin_phi) / r;
}

}  // namespace

bool Follower::overlap(Path& path, Way way, std::span<const char> free) const {
  const std::uint32_t layer = hits_.layer[path.last];
  const auto second = search_.find(path.helix, layer, limits_.max_overlap, path.modules, free);
  if (!second || !take(path, *second)) return false;
  // In the order of the way.
  const Vector3 gap = position(hits_, *second) - position(hits_, path.last);
  const bool before = dot(gap, path.helix.direction()) * static_cast<int>(way) < 0;
  if (before && path.found.size() > 1 && path.found.end()[-2] == path.last) {
    std::swap(path.found.end()[-2], path.found.end()[-1]);
  }
  path.last = *second;
  return true;
}

bool Follower::take(Path& path, std::uint32_t hit) const {
  Helix helix = path.helix;
  const double chi2 = fitter_.add(helix, hit);
  if (!(chi2 <= limits_.max_chi2)) return false;
  path.helix = helix;
  path.chi2 += chi2;
  ++path.hits;
  path.modules.push_back(hits_.module[hit]);
  path.found.push_back(hit);
  return true;
}

void Follower::bridge(Path& path, std::uint32_t next, Way way, std::span<const char> free) const {
  const FitModel& model = geometry_.model();
  const Plane& end = geometry_.plane(hits_.module[next]);
  std::uint32_t layer = hits_.layer[path.last];
  Path ahead = path;
  for (int crossed = 0; crossed < max_layers; ++crossed) {
    const auto crossing = next_layer(ahead.helix, geometry_, layer, way, -2);
    if (!crossing || crossing->layer == hits_.layer[next]) return;
    const double left =
        path_to_plane(ahead.helix, ahead.helix.turn(model.bending_field(ahead.helix)), end.origin(),
                      end.normal());
    if (!(std::abs(left) > std::abs(crossing->path))) return;
    layer = crossing->layer;
    const LayerSurface& surface = geometry_.layers()[layer];
    move(ahead.helix, model, crossing->path);
    const double incidence = cosine(ahead.helix, surface);
    const double max_path = (surface.spread + 4) / std::max(std::abs(incidence), 0.05);
    const auto hit = search_.find(ahead.helix, layer, max_path, ahead.modules, free);
    if (hit && take(ahead, *hit)) {
      ahead.last = *hit;
      overlap(ahead, way, free);
      path = ahead;
      fitter_.leave(path.helix, path.last, way);
      ahead.helix = path.helix;
    } else {
      pass_module(ahead.helix, model, surface.thickness, incidence, way);
    }
  }
}

bool Follower::retrace(Path& path, std::span<const std::uint32_t> track, std::size_t quiet, Way way,
                       std::span<const char> free) const {
  path.found.clear();
  for (std::size_t i = 0; i < track.size(); ++i) {
    if (i > 0) {
      const bool search = i >= quiet;
      if (search && hits_.layer[track[i]] != hits_.layer[path.last]) overlap(path, way, free);
      fitter_.leave(path.helix, path.last, way);
      if (search) bridge(path, track[i], way, free);
    }
    const double chi2 = fitter_.add(path.helix, track[i]);
    if (!std::isfinite(chi2)) return false;
    path.chi2 += chi2;
    ++path.hits;
    path.found.push_back(track[i]);
    path.last = track[i];
  }
  overlap(path, way, free);
  return std::isfinite(path.helix.q_over_p);
}

void Follower::follow(Path& path, Way way, std::span<const char> free) const {
  const FitModel& model = geometry_.model();
  path.found.clear();
  std::uint32_t layer = hits_.layer[path.last];
  int holes = 0;
  Path ahead = path;
  fitter_.leave(ahead.helix, path.last, way);
  for (int crossed = 0; crossed < max_layers; ++crossed) {
    const auto next = next_layer(ahead.helix, geometry_, layer, way, limits_.max_window);
    if (!next) return;
    layer = next->layer;
    const LayerSurface& surface = geometry_.layers()[layer];
    move(ahead.helix, model, next->path);
    if (!std::isfinite(ahead.helix.q_over_p)) return;
    const double incidence = cosine(ahead.helix, surface);
    const double max_path = (surface.spread + 4) / std::max(std::abs(incidence), 0.05);
    const auto hit = search_.find(ahead.helix, layer, max_path, ahead.modules, free);
    if (hit && take(ahead, *hit)) {
      holes = 0;
      ahead.last = *hit;
      overlap(ahead, way, free);
      path = ahead;
      fitter_.leave(ahead.helix, ahead.last, way);
    } else if (next->along > surface.low + 2 && next->along < surface.high - 2) {
      if (++holes > limits_.max_holes) return;
      pass_module(ahead.helix, model, surface.thickness, incidence, way);
    }
  }
}

}  // namespace trackloom::track_fitting
