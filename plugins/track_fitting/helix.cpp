#include "track_fitting/helix.hpp"

#include <limits>

#include "track_fitting/trigonometry.hpp"

namespace trackloom::track_fitting {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Step step(const Helix& helix, double h, double path) noexcept {
  // The chord points along the direction half way.
  const auto [s, c, sinc] = trigonometry(h * path / 2);
  const double mid_cos = helix.cos_phi * c - helix.sin_phi * s;
  const double mid_sin = helix.sin_phi * c + helix.cos_phi * s;
  const double chord = helix.cos_dip * path * sinc;
  return {path,
          {chord * mid_cos, chord * mid_sin, helix.sin_dip * path},
          mid_cos * c - mid_sin * s,
          mid_sin * c + mid_cos * s};
}

namespace {

// The root of a + b s + c s^2 / 2 that is closest to 0 (sign = 0) or the closest with that sign.
double quadratic_root(double a, double b, double c, double sign) noexcept {
  const double discriminant = b * b - 2 * a * c;
  if (discriminant < 0) return nan;
  const double q = -(b + std::copysign(std::sqrt(discriminant), b));
  const double near = 2 * a / q, far = q / c;  // |near| <= |far|
  if (sign == 0 || near * sign > 0) return near;
  return far * sign > 0 ? far : nan;
}

}  // namespace

double path_to_plane(const Helix& helix, double h, const Vector3& origin,
                     const Vector3& normal) noexcept {
  const double distance = dot(helix.at - origin, normal);
  const double slope = dot(helix.direction(), normal);
  const double bend = h * helix.cos_dip * (normal.y * helix.cos_phi - normal.x * helix.sin_phi);
  double path = quadratic_root(distance, slope, bend, 0);
  // Newton steps from the parabola's root; a step to another module converges in one or two.
  for (int i = 0; i < 6; ++i) {
    const Step end = step(helix, h, path);
    const double miss = distance + dot(end.shift, normal);
    const double along = helix.cos_dip * (end.cos_phi * normal.x + end.sin_phi * normal.y) +
                         helix.sin_dip * normal.z;
    if (!(std::abs(along) > 0.01)) return nan;
    path -= miss / along;
    if (std::abs(miss) < 1e-4) return path;  // the step just made leaves far less
  }
  return nan;
}

double path_to_cylinder(const Helix& helix, double h, double radius, double sign) noexcept {
  const double x = helix.at.x, y = helix.at.y;
  const double square = x * x + y * y - radius * radius;
  const double slope = 2 * helix.cos_dip * (x * helix.cos_phi + y * helix.sin_phi);
  const double bend =
      2 * helix.cos_dip * (helix.cos_dip + h * (y * helix.cos_phi - x * helix.sin_phi));
  double path = quadratic_root(square, slope, bend, sign);
  for (int i = 0; i < 6; ++i) {
    const Step end = step(helix, h, path);
    const double px = x + end.shift.x, py = y + end.shift.y;
    const double miss = px * px + py * py - radius * radius;
    const double along = 2 * helix.cos_dip * (px * end.cos_phi + py * end.sin_phi);
    if (!(std::abs(along) > 0.02 * radius)) return nan;
    path -= miss / along;
    if (std::abs(miss) < 1e-3 * radius) return path * sign > 0 ? path : nan;
  }
  return nan;
}

double path_to_perigee(const Helix& helix, double h) noexcept {
  // There the normal of the track points to the centre of the circle.
  const double along = helix.at.x * helix.cos_phi + helix.at.y * helix.sin_phi;
  const double aside = helix.at.y * helix.cos_phi - helix.at.x * helix.sin_phi;
  const double curvature = h / helix.cos_dip;
  const double turn = std::atan2(-curvature * along, 1 + curvature * aside);
  // Where the turn is tiny, its ratio to h would be lost.
  if (std::abs(turn) < 1e-7) return -along / helix.cos_dip / (1 + curvature * aside);
  return turn / h;
}

void transport(Helix& helix, double field, double path) noexcept {
  const double h = helix.turn(field);
  const Vector3 u0 = helix.axis_u(), v0 = helix.axis_v();
  const double a = h * path / 2;
  const auto [s, c, sinc] = trigonometry(a);
  const double mid_cos = helix.cos_phi * c - helix.sin_phi * s;
  const double mid_sin = helix.sin_phi * c + helix.cos_phi * s;
  const double chord = helix.cos_dip * path * sinc;
  const Vector3 shift{chord * mid_cos, chord * mid_sin, helix.sin_dip * path};

  helix.at = helix.at + shift;
  helix.cos_phi = mid_cos * c - mid_sin * s;
  helix.sin_phi = mid_sin * c + mid_cos * s;
  const Vector3 t1 = helix.direction(), u1 = helix.axis_u(), v1 = helix.axis_v();

  // Derivatives of the end point at fixed path with respect to phi, dip and q/p.
  const Vector3 by_phi{-shift.y, shift.x, 0};
  const double tan_dip = helix.sin_dip / helix.cos_dip;
  const Vector3 by_dip{-tan_dip * shift.x, -tan_dip * shift.y, helix.cos_dip * path};
  // d(sinc)/da = (cos - sinc) / a, whose series avoids the cancellation.
  const double d_sinc = std::abs(a) < 0.05 ? -a / 3 * (1 - a * a / 10) : (c - sinc) / a;
  const double dh = -bending * field;  // of q/p
  const double scale = dh * helix.cos_dip * path * path / 2;
  const Vector3 by_qp{scale * (d_sinc * mid_cos - sinc * mid_sin),
                      scale * (d_sinc * mid_sin + sinc * mid_cos), 0};

  // Rows of the Jacobian for u, v, phi; those of dip and q/p are unit rows. What the end point
  // moves along T is walked back, which turns phi.
  const std::array<Vector3, 5> moved{u0, v0, by_phi, by_dip, by_qp};
  std::array<std::array<double, 5>, 3> jacobian;
  for (int k = 0; k < 5; ++k) {
    jacobian[0][k] = u1.x * moved[k].x + u1.y * moved[k].y;  // u has no z
    jacobian[1][k] = dot(v1, moved[k]);
    jacobian[2][k] = -h * dot(t1, moved[k]);
  }
  jacobian[2][2] += 1;
  jacobian[2][4] += dh * path;

  Covariance& cov = helix.covariance;
  std::array<std::array<double, 5>, 3> half;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 5; ++j) {
      double sum = 0;
      for (int k = 0; k < 5; ++k) sum += jacobian[i][k] * cov[k][j];
      half[i][j] = sum;
    }
  }
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j <= i; ++j) {
      double sum = 0;
      for (int k = 0; k < 5; ++k) sum += half[i][k] * jacobian[j][k];
      cov[i][j] = cov[j][i] = sum;
    }
    for (int j = 3; j < 5; ++j) cov[i][j] = cov[j][i] = half[i][j];
  }
}

}  // namespace trackloom::track_fitting
