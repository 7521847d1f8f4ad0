#include "track_building/overlap_hits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>

namespace trackloom::track_building {
namespace {

using Vector = std::array<float, 3>;

Vector difference(const Hits& hits, std::uint32_t to, std::uint32_t from) {
  return {hits.x[to] - hits.x[from], hits.y[to] - hits.y[from], hits.z[to] - hits.z[from]};
}
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

// Direction of a track at its hit k. On a circle the tangent at the middle of three points divides
// the angle between the chords in the ratio of their lengths, and the tangent at an end is that in
// the middle mirrored at the chord.
Vector tangent(const Hits& hits, std::span<const std::uint32_t> track, std::size_t k) {
  const std::size_t middle = std::clamp<std::size_t>(k, 1, track.size() - 2);
  const Vector before = difference(hits, track[middle], track[middle - 1]);
  const Vector after = difference(hits, track[middle + 1], track[middle]);
  const Vector direction = unit(combine(length(after), unit(before), length(before), unit(after)));
  if (k == middle) return direction;
  const Vector chord = unit(k < middle ? before : after);
  return combine(2 * dot(chord, direction), chord, -1, direction);
}

// Free hits by layer and phi.
class FreeHits {
 public:
  FreeHits(const Hits& hits, const Detector& detector, const std::vector<char>& used)
      : hits_(hits), first_(detector.layers().size() * bins + 1, 0) {
    for (std::uint32_t h = 0; h < hits.size(); ++h) {
      if (!used[h]) ++first_[cell(h) + 1];
    }
    for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
    hit_.resize(first_.back());
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    for (std::uint32_t h = 0; h < hits.size(); ++h) {
      if (!used[h]) hit_[next[cell(h)]++] = h;
    }
  }

  // Calls f(free hit) for those on the hit's layer whose phi is not further away than `window`.
  template <class F>
  void near(std::uint32_t hit, float window, F&& f) const {
    const int reach = std::min<int>(bins / 2 - 1, static_cast<int>(window * per_radian) + 1);
    const int middle = bin(hits_.phi[hit]);
    for (int i = middle - reach; i <= middle + reach; ++i) {
      const std::size_t c = hits_.layer[hit] * bins + ((i + bins) % bins);
      for (std::uint32_t j = first_[c]; j < first_[c + 1]; ++j) f(hit_[j]);
    }
  }

 private:
  static constexpr int bins = 512;
  static constexpr float per_radian = bins / (2 * std::numbers::pi_v<float>);
  static int bin(float phi) {
    const int i = static_cast<int>((phi + std::numbers::pi_v<float>)*per_radian);
    return std::clamp(i, 0, bins - 1);
  }
  std::size_t cell(std::uint32_t h) const { return hits_.layer[h] * bins + bin(hits_.phi[h]); }

  const Hits& hits_;
  std::vector<std::uint32_t> first_, hit_;
};

struct Candidate {
  float distance;  // 0 ... 1, in units of the windows
  std::uint32_t hit, track;
};

// How far `hit` is from where a track through `from` crosses its module; nothing when outside.
std::optional<float> residual(const Hits& hits, const Module& module, const OverlapWindows& windows,
                              std::uint32_t from, std::uint32_t hit, const Vector& direction) {
  const Vector gap = difference(hits, hit, from);
  if (dot(gap, gap) > windows.attach_distance * windows.attach_distance) return {};
  const auto& m = module.rotation;
  const Vector u{m[0], m[3], m[6]}, v{m[1], m[4], m[7]}, w{m[2], m[5], m[8]};
  const float along = dot(direction, w);
  if (std::abs(along) < 0.02F) return {};  // grazes the module: the crossing is undefined
  const Vector miss = combine(1, gap, -dot(gap, w) / along, direction);
  const float du = dot(miss, u) / windows.attach_u;
  const float dv = dot(miss, v) / (windows.attach_v * module.pitch_v + windows.attach_u);
  if (std::abs(du) > 1 || std::abs(dv) > 1) return {};
  return std::max(std::abs(du), std::abs(dv));
}

}  // namespace

TrackWriter attach_overlap_hits(const Hits& hits, const Detector& detector,
                                const OverlapWindows& windows, const TrackCandidates& tracks) {
  std::vector<char> used(hits.size(), 0);
  for (const std::uint32_t h : tracks.hit) used[h] = 1;
  const FreeHits free(hits, detector, used);

  std::vector<Candidate> candidates;
  for (std::uint32_t t = 0; t < tracks.size(); ++t) {
    const auto track = tracks[t];
    if (track.size() < 3) continue;
    for (std::uint32_t k = 0; k < track.size(); ++k) {
      const std::uint32_t from = track[k];
      const Vector direction = tangent(hits, track, k);
      const float window = windows.attach_distance / std::max(hits.r[from], 1.0F);
      free.near(from, window, [&](std::uint32_t h) {
        if (hits.module[h] == hits.module[from]) return;
        const Module& module = detector.modules()[hits.module[h]];
        if (const auto d = residual(hits, module, windows, from, h, direction)) {
          candidates.push_back({*d, h, t});
        }
      });
    }
  }
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    if (a.distance != b.distance) return a.distance < b.distance;
    return a.hit != b.hit ? a.hit < b.hit : a.track < b.track;
  });

  std::vector<std::vector<std::uint32_t>> extra(tracks.size());
  for (const Candidate& c : candidates) {
    if (used[c.hit]) continue;
    const auto taken = [&](std::uint32_t h) { return hits.module[h] == hits.module[c.hit]; };
    if (std::ranges::any_of(tracks[c.track], taken) || std::ranges::any_of(extra[c.track], taken)) {
      continue;
    }
    used[c.hit] = 1;
    extra[c.track].push_back(c.hit);
  }
  TrackWriter writer;
  std::vector<std::uint32_t> joined;
  const auto distance = [&](std::uint32_t h) {
    return hits.r[h] * hits.r[h] + hits.z[h] * hits.z[h];
  };
  for (std::uint32_t t = 0; t < tracks.size(); ++t) {
    joined.assign(tracks[t].begin(), tracks[t].end());
    joined.insert(joined.end(), extra[t].begin(), extra[t].end());
    std::sort(joined.begin(), joined.end(), [&](std::uint32_t a, std::uint32_t b) {
      return distance(a) != distance(b) ? distance(a) < distance(b) : a < b;
    });
    writer.add(joined);
  }
  return writer;
}

}  // namespace trackloom::track_building
