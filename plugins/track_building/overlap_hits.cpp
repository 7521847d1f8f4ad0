#include "track_building/overlap_hits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace trackloom::track_building {
namespace {

using Vector = std::array<float, 3>;

float dot(const Vector& a, const Vector& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
float length(const Vector& a) {
  return std::sqrt(dot(a, a));
}
Vector combine(float s, const Vector& a, float t, const Vector& b) {
  return {s * a[0] + t * b[0], s * a[1] + t * b[1], s * a[2] + t * b[2]};
}
Vector unit(const Vector& a) {
  const float n = length(a);
  return n > 0 ? Vector{a[0] / n, a[1] / n, a[2] / n} : Vector{};
}
Vector column(const Module& m, int axis) {
  return {m.rotation[axis], m.rotation[axis + 3], m.rotation[axis + 6]};
}
template <class Point>
Vector between(const Point& from, const Point& to) {
  return {to.x - from.x, to.y - from.y, to.z - from.z};
}

// Direction of a track at its hit k. On a circle the tangent at the middle of three points divides
// the angle between the chords in the ratio of their lengths, and the tangent at an end is that in
// the middle mirrored at the chord.
template <class Point>
Vector tangent(std::span<const Point> track, std::size_t k) {
  const std::size_t middle = std::clamp<std::size_t>(k, 1, track.size() - 2);
  const Vector before = between(track[middle - 1], track[middle]);
  const Vector after = between(track[middle], track[middle + 1]);
  const Vector direction = unit(combine(length(after), unit(before), length(before), unit(after)));
  if (k == middle) return direction;
  const Vector chord = unit(k < middle ? before : after);
  return combine(2 * dot(chord, direction), chord, -1, direction);
}

// Distance in units of the windows from `to` (on module `m`, displaced by `gap`) to where the track
// crosses m. Above 1: outside.
float residual(const OverlapWindows& windows, const Module& m, const Module& from_module,
               const Vector& gap, const Vector& direction) {
  constexpr float outside = 2;
  const Vector w = column(m, 2);
  const float along = dot(direction, w);
  if (std::abs(along) < 0.02F) return outside;  // grazes the module: no definite crossing
  const float path = dot(gap, w) / along;
  if (std::abs(path) > windows.attach_distance) return outside;
  const Vector miss = combine(1, gap, -path, direction);
  const Vector u = column(m, 0);
  const float drift = windows.attach_angle * std::abs(path);
  const float turned = std::abs(dot(u, column(from_module, 1))) * from_module.pitch_v;
  const float window_u = windows.attach_pitches * (m.pitch_u + turned) + drift;
  const float window_v = windows.attach_pitches * m.pitch_v + drift;
  return std::max(std::abs(dot(miss, u)) / window_u, std::abs(dot(miss, column(m, 1))) / window_v);
}

constexpr float pi = std::numbers::pi_v<float>;

int phi_bin(float phi, int bins) {
  return std::clamp(static_cast<int>((phi + pi) * (static_cast<float>(bins) / (2 * pi))), 0,
                    bins - 1);
}

// The bins, modulo `bins`, that phi +- window covers; window < pi.
std::pair<int, int> phi_bins(float phi, float window, int bins) {
  const float scale = static_cast<float>(bins) / (2 * pi);
  const auto bin = [&](float x) { return static_cast<int>(std::floor((x + pi) * scale)); };
  return {bin(phi - window), bin(phi + window)};
}

}  // namespace

OverlapFinder::OverlapFinder(const Hits& hits, const Detector& detector,
                             const OverlapWindows& windows)
    : detector_(detector),
      windows_(windows),
      first_(detector.layers().size() * bins_ + 1, 0),
      points_(hits.size()),
      position_(hits.size()) {
  const auto cell = [&](std::uint32_t h) {
    return hits.layer[h] * std::size_t{bins_} +
           static_cast<std::size_t>(phi_bin(hits.phi[h], bins_));
  };
  for (std::uint32_t h = 0; h < hits.size(); ++h) ++first_[cell(h) + 1];
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (std::uint32_t h = 0; h < hits.size(); ++h) {
    position_[h] = next[cell(h)]++;
    points_[position_[h]] = {hits.x[h],   hits.y[h], hits.z[h],      hits.r[h],
                             hits.phi[h], h,         hits.module[h], hits.layer[h]};
  }
}

void OverlapFinder::find_at(std::span<const Point> track, std::size_t k, std::span<const char> free,
                            std::vector<Found>& found) const {
  constexpr float margin = 0.5F;  // mm, room for the residual in the search below
  const Point& from = track[k];
  const Module& from_module = detector_.modules()[from.module];
  const Vector direction = tangent(track, k);
  // Squares of what no partner exceeds: in length, and aside of the tangent the windows of both
  // modules, twice for pitches that differ, thrice for oblique crossings.
  const float reach = windows_.attach_distance + 2 * margin;
  const float aside =
      3 * (windows_.attach_pitches * 2 * (from_module.pitch_u + from_module.pitch_v) +
           windows_.attach_angle * windows_.attach_distance);
  // The partner lies close to the tangent: within this of the hit's phi.
  const float r = std::max(from.r, 1.0F);
  const float across = std::abs(direction[0] * from.y - direction[1] * from.x) / r;
  const float window = std::min((windows_.attach_distance * across + margin) / r, 3.0F);
  const auto [low, high] = phi_bins(from.phi, window, bins_);
  for (int i = low; i <= high; ++i) {
    const std::size_t cell =
        from.layer * std::size_t{bins_} + static_cast<std::size_t>((i + bins_) % bins_);
    for (std::uint32_t j = first_[cell]; j < first_[cell + 1]; ++j) {
      const Point& p = points_[j];
      const Vector gap = between(from, p);
      const float square = dot(gap, gap);
      const float path = dot(gap, direction);
      if (square > reach * reach || square - path * path > aside * aside || !free[p.hit]) continue;
      const auto same = [&](const auto& other) { return other.module == p.module; };
      if (std::any_of(track.begin(), track.end(), same)) continue;
      const float d =
          residual(windows_, detector_.modules()[p.module], from_module, gap, direction);
      if (d > 1) continue;
      const auto rival = std::find_if(found.begin(), found.end(), same);
      if (rival == found.end()) {
        found.push_back({p.hit, p.module, d});
      } else if (d < rival->distance || (d == rival->distance && p.hit < rival->hit)) {
        *rival = {p.hit, p.module, d};
      }
    }
  }
}

void OverlapFinder::find(std::span<const std::uint32_t> track, std::span<const char> free,
                         std::vector<std::uint32_t>& hits) const {
  std::vector<Point> points;
  points.reserve(track.size());
  for (const std::uint32_t h : track) points.push_back(points_[position_[h]]);
  std::vector<Found> found;
  for (std::size_t k = 0; k < track.size(); ++k) find_at(points, k, free, found);
  hits.clear();
  for (const Found& f : found) hits.push_back(f.hit);
}

void insert_by_distance(const Hits& hits, const std::vector<std::uint32_t>& partners,
                        std::vector<std::uint32_t>& path) {
  const auto nearer = [&](std::uint32_t a, std::uint32_t b) {
    const float distance_a = hits.r[a] * hits.r[a] + hits.z[a] * hits.z[a];
    const float distance_b = hits.r[b] * hits.r[b] + hits.z[b] * hits.z[b];
    return distance_a != distance_b ? distance_a < distance_b : a < b;
  };
  path.insert(path.end(), partners.begin(), partners.end());
  std::sort(path.begin(), path.end(), nearer);
}

}  // namespace trackloom::track_building
