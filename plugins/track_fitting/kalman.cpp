#include "track_fitting/kalman.hpp"

#include <algorithm>

#include "track_fitting/trigonometry.hpp"

namespace trackloom::track_fitting {

Residual residual(const Helix& helix, const Plane& plane, const Vector3& hit) noexcept {
  const Vector3 gap = hit - helix.at;
  const Vector3 t = helix.direction(), u = helix.axis_u(), v = helix.axis_v();
  const Vector3 w = plane.normal();
  const double along = dot(t, w);
  const double back_u = dot(u, w) / along, back_v = dot(v, w) / along;
  const auto derivatives = [&](const Vector3& axis) {
    const double slide = dot(t, axis);
    return std::array{dot(u, axis) - slide * back_u, dot(v, axis) - slide * back_v};
  };
  const Vector3 a = plane.axis_u(), b = plane.axis_v();
  return {{dot(gap, a), dot(gap, b)}, {derivatives(a), derivatives(b)}};
}

std::array<double, 3> spread(const Helix& helix, const Residual& r) noexcept {
  const Covariance& c = helix.covariance;
  const auto between = [&](const std::array<double, 2>& a, const std::array<double, 2>& b) {
    return a[0] * (c[0][0] * b[0] + c[0][1] * b[1]) + a[1] * (c[1][0] * b[0] + c[1][1] * b[1]);
  };
  return {between(r.slope[0], r.slope[0]), between(r.slope[0], r.slope[1]),
          between(r.slope[1], r.slope[1])};
}

double chi2(const std::array<double, 2>& miss, const std::array<double, 3>& c) noexcept {
  const double determinant = c[0] * c[2] - c[1] * c[1];
  return (miss[0] * miss[0] * c[2] - 2 * miss[0] * miss[1] * c[1] + miss[1] * miss[1] * c[0]) /
         determinant;
}

double update(Helix& helix, const Residual& r, const Plane& plane, double var_u,
              double var_v) noexcept {
  Covariance& c = helix.covariance;
  std::array<double, 5> shift{};
  double sum = 0;
  // One axis after the other: the errors of the two are independent.
  for (int axis = 0; axis < 2; ++axis) {
    const auto& slope = r.slope[axis];
    std::array<double, 5> reach;  // covariance of the state with the residual
    for (int i = 0; i < 5; ++i) reach[i] = c[i][0] * slope[0] + c[i][1] * slope[1];
    const double variance = slope[0] * reach[0] + slope[1] * reach[1] + (axis == 0 ? var_u : var_v);
    const double miss = r.miss[axis] - slope[0] * shift[0] - slope[1] * shift[1];
    sum += miss * miss / variance;
    std::array<double, 5> gain;
    for (int i = 0; i < 5; ++i) gain[i] = reach[i] / variance;
    for (int i = 0; i < 5; ++i) {
      shift[i] += gain[i] * miss;
      for (int j = 0; j < 5; ++j) c[i][j] -= gain[i] * reach[j];
    }
  }
  // Back onto the plane along the track.
  const Vector3 t = helix.direction();
  const Vector3 aside = shift[0] * helix.axis_u() + shift[1] * helix.axis_v();
  const Vector3 w = plane.normal();
  helix.at = helix.at + aside - (dot(aside, w) / dot(t, w)) * t;
  const auto turn = [](double& cosine, double& sine, double angle) {
    const auto [si, co, sinc] = trigonometry(angle);
    const double old = cosine;
    cosine = old * co - sine * si;
    sine = sine * co + old * si;
  };
  turn(helix.cos_phi, helix.sin_phi, shift[2]);
  turn(helix.cos_dip, helix.sin_dip, shift[3]);
  helix.q_over_p += shift[4];
  return sum;
}

void pass_material(Helix& helix, double thickness, double loss, Way way) noexcept {
  if (!(thickness > 0)) return;
  constexpr double mass = 0.13957;  // GeV
  const double q = helix.q_over_p;
  const double over_beta = std::sqrt(1 + mass * mass * q * q);
  const double log = 1 + 0.038 * std::log(thickness * over_beta * over_beta);
  const double angle = 0.0136 * std::abs(q) * over_beta * std::max(log, 0.1);
  const double variance = angle * angle * thickness;
  helix.covariance[2][2] += variance / (helix.cos_dip * helix.cos_dip);
  helix.covariance[3][3] += variance;
  if (loss > 0) {
    // dp = dE / beta; the straggling is taken for a third of the loss.
    const double change = std::min(0.3, loss * thickness * over_beta * std::abs(q));
    helix.q_over_p *= 1 + static_cast<int>(way) * change;
    helix.covariance[4][4] += change * change * q * q / 9;
  }
}

void pass_module(Helix& helix, const FitModel& model, double thickness, double cosine,
                 Way way) noexcept {
  pass_material(helix, thickness / std::max(std::abs(cosine), 0.1), model.module_loss, way);
}

void move(Helix& helix, const FitModel& model, double path) noexcept {
  const double field = model.bending_field(helix, path);
  const Step end = step(helix, helix.turn(field), path);
  const auto square = [](double x, double y) { return x * x + y * y; };
  const double from = square(helix.at.x, helix.at.y);
  const double to = square(helix.at.x + end.shift.x, helix.at.y + end.shift.y);
  double done = 0;
  const auto cross = [&](std::size_t i) {
    const double radius = model.passive_radius[i];
    if ((from - radius * radius) * (to - radius * radius) >= 0) return;
    const double part = path_to_cylinder(helix, helix.turn(field), radius, path);
    if (!(std::abs(part) < std::abs(path - done))) return;
    transport(helix, field, part);
    done += part;
    const double cosine =
        helix.cos_dip * (helix.at.x * helix.cos_phi + helix.at.y * helix.sin_phi) / radius;
    pass_material(helix, model.passive_thickness[i] / std::max(std::abs(cosine), 0.1),
                  model.energy_loss, path > 0 ? Way::outward : Way::inward);
  };
  const std::size_t count = model.passive_radius.size();
  for (std::size_t i = 0; i < count; ++i) cross(to > from ? i : count - 1 - i);
  transport(helix, field, path - done);
}

}  // namespace trackloom::track_fitting
