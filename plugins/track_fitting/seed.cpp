#include "track_fitting/seed.hpp"

#include <algorithm>

namespace trackloom::track_fitting {

void forget(Helix& helix) noexcept {
  const auto square = [](double a) { return a * a; };
  helix.covariance = {};
  helix.covariance[0][0] = helix.covariance[1][1] = square(30);  // mm
  helix.covariance[2][2] = helix.covariance[3][3] = square(0.3);
  helix.covariance[4][4] = square(0.5 + std::abs(helix.q_over_p));
}

void loosen(Helix& helix) noexcept {
  for (auto& row : helix.covariance) {
    for (double& c : row) c *= 100;
  }
}

std::optional<Helix> seed(std::span<const std::uint32_t> track, const Hits& hits,
                          const FitModel& model) {
  const auto point = [&](std::uint32_t h) { return Vector3{hits.x[h], hits.y[h], hits.z[h]}; };
  const Vector3 a = point(track.front()), c = point(track.back());
  // The middle hit: the one with the most even distances to both ends.
  const auto square = [](const Vector3& p, const Vector3& q) { return dot(q - p, q - p); };
  Vector3 b;
  double evenness = -1;
  for (const std::uint32_t h : track.subspan(1, track.size() - 2)) {
    const Vector3 p = point(h);
    const double even = std::min(square(a, p), square(p, c));
    if (even > evenness) evenness = even, b = p;
  }
  const double abx = b.x - a.x, aby = b.y - a.y, bcx = c.x - b.x, bcy = c.y - b.y;
  const double ab = std::hypot(abx, aby), bc = std::hypot(bcx, bcy);
  const double ac = std::hypot(c.x - a.x, c.y - a.y);
  if (ab < 1e-3 || bc < 1e-3 || ac < 1e-3) return std::nullopt;
  const double curvature = 2 * (abx * bcy - aby * bcx) / (ab * bc * ac);  // > 0: phi grows
  // Half the angles that the two arcs span.
  const auto half_angle = [&](double chord) {
    return std::asin(std::clamp(curvature * chord / 2, -1.0, 1.0));
  };
  const double half_ab = half_angle(ab), half_bc = half_angle(bc);
  const auto arc = [&](double chord, double half) {
    return std::abs(half) < 1e-6 ? chord : 2 * half / curvature;
  };
  const double length = arc(ab, half_ab) + arc(bc, half_bc);

  Helix helix;
  helix.at = a;
  const double co = std::cos(half_ab), si = std::sin(half_ab);
  helix.cos_phi = (abx * co + aby * si) / ab;
  helix.sin_phi = (aby * co - abx * si) / ab;
  const double rise = c.z - a.z, norm = std::hypot(length, rise);
  helix.cos_dip = length / norm;
  helix.sin_dip = rise / norm;
  // Where the field vanishes the guess is a straight track.
  const double field = model.axial_field(b);
  if (std::abs(field) > 1e-3) {
    helix.q_over_p = -curvature * helix.cos_dip / (bending * field);
  }
  forget(helix);
  return helix;
}

}  // namespace trackloom::track_fitting
