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
Vector between(const Hits& hits, std::uint32_t from, std::uint32_t to) {
  return {hits.x[to] - hits.x[from], hits.y[to] - hits.y[from], hits.z[to] - hits.z[from]};
}

// Direction of a track at its hit k. On a circle the tangent at the middle of three points divides
// the angle between the chords in the ratio of their lengths, and the tangent at an end is that in
// the middle mirrored at the chord.
Vector tangent(const Hits& hits, std::span<const std::uint32_t> track, std::size_t k) {
  const std::size_t middle = std::clamp<std::size_t>(k, 1, track.size() - 2);
  const Vector before = between(hits, track[middle - 1], track[middle]);
  const Vector after = between(hits, track[middle], track[middle + 1]);
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
    : hits_(hits),
      detector_(detector),
      windows_(windows),
      first_(detector.layers().size() * bins_ + 1, 0),
      points_(hits.size()) {
  std::vector<std::uint32_t> cell(hits.size());
  for (std::uint32_t h = 0; h < hits.size(); ++h) {
    cell[h] = hits.layer[h] * bins_ + static_cast<std::uint32_t>(phi_bin(hits.phi[h], bins_));
    ++first_[cell[h] + 1];
  }
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (std::uint32_t h = 0; h < hits.size(); ++h) {
    points_[next[cell[h]]++] = {hits.x[h], hits.y[h], hits.z[h], h, hits.module[h]};
  }
}

void OverlapFinder::find(std::span<const std::uint32_t> track, std::span<const char> free,
                         std::vector<std::uint32_t>& found) const {
  constexpr float margin = 0.5F;
  found.clear();
  std::vector<float> distance;  // of every hit found
  for (std::size_t k = 0; k < track.size(); ++k) {
    const std::uint32_t from = track[k];
    const Module& from_module = detector_.modules()[hits_.module[from]];
    const Vector direction = tangent(hits_, track, k);
    // The windows of both modules, with room to spare, and thrice that for oblique crossings.
    const float aside_limit =
        3 * (windows_.attach_pitches * (2 * from_module.pitch_u + 2 * from_module.pitch_v) +
             windows_.attach_angle * windows_.attach_distance);
    const float x = hits_.x[from], y = hits_.y[from], z = hits_.z[from];
    const float r = std::max(hits_.r[from], 1.0F);
    // The partner lies close to the tangent: within this of the hit's phi.
    const float aside = std::abs(direction[0] * y - direction[1] * x) / r;
    const float window = (windows_.attach_distance * aside + margin) / r;
    const auto [low, high] = phi_bins(hits_.phi[from], std::min(window, 3.0F), bins_);
    for (int i = low; i <= high; ++i) {
      const std::size_t cell =
          hits_.layer[from] * bins_ + static_cast<std::size_t>((i + bins_) % bins_);
      for (std::uint32_t j = first_[cell]; j < first_[cell + 1]; ++j) {
        const Point& p = points_[j];
        const Vector gap{p.x - x, p.y - y, p.z - z};
        const float limit = windows_.attach_distance + 2 * margin;
        const float square = dot(gap, gap);
        if (square > limit * limit || !free[p.hit]) continue;
        const float path = dot(gap, direction);
        if (square - path * path > aside_limit * aside_limit) continue;
        if (p.module == hits_.module[from]) continue;
        const float d =
            residual(windows_, detector_.modules()[p.module], from_module, gap, direction);
        if (d > 1) continue;
        const auto same = [&](std::uint32_t h) { return hits_.module[h] == p.module; };
        if (std::any_of(track.begin(), track.end(), same)) continue;
        const auto rival = std::find_if(found.begin(), found.end(), same);
        if (rival == found.end()) {
          found.push_back(p.hit);
          distance.push_back(d);
          continue;
        }
        float& other = distance[static_cast<std::size_t>(rival - found.begin())];
        if (d < other || (d == other && p.hit < *rival)) {
          *rival = p.hit;
          other = d;
        }
      }
    }
  }
}

}  // namespace trackloom::track_building
