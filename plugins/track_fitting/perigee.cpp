#include "track_fitting/perigee.hpp"

#include <cmath>

#include "track_fitting/kalman.hpp"

namespace trackloom::track_fitting {
Perigee perigee(Helix helix, const FitModel& model) noexcept {
  move(helix, model, path_to_perigee(helix, helix.turn(model.bending_field(helix))));
  // Energy loss and a field that varies move the closest point a little.
  const double field = model.bending_field(helix);
  const double h = helix.turn(field);
  transport(helix, field, path_to_perigee(helix, h));

  Perigee p;
  p.d0 = static_cast<float>(dot(helix.at, helix.axis_u()));
  p.z0 = static_cast<float>(helix.at.z);
  p.phi = static_cast<float>(std::atan2(helix.sin_phi, helix.cos_phi));
  p.theta = static_cast<float>(std::atan2(helix.cos_dip, helix.sin_dip));
  p.q_over_p = static_cast<float>(helix.q_over_p);
  // A displacement along V is walked back along T to the plane of the perigee, which turns phi;
  // theta is minus the dip.
  const double z_per_v = 1 / helix.cos_dip, phi_per_v = h * helix.sin_dip / helix.cos_dip;
  const auto& c = helix.covariance;
  Covariance m;
  const std::array<double, 5> scale{1, z_per_v, 1, -1, 1};
  // Rows and columns of (u, v, phi + phi_per_v v, dip, q/p).
  Covariance d = c;
  for (int k = 0; k < 5; ++k) d[2][k] += phi_per_v * c[1][k];
  const Covariance e = d;
  for (int k = 0; k < 5; ++k) d[k][2] += phi_per_v * e[k][1];
  for (int i = 0; i < 5; ++i) {
    for (int j = 0; j < 5; ++j) m[i][j] = scale[i] * scale[j] * d[i][j];
  }
  std::size_t k = 0;
  for (int i = 0; i < 5; ++i) {
    for (int j = 0; j <= i; ++j) p.covariance[k++] = static_cast<float>(m[i][j]);
  }
  return p;
}

}  // namespace trackloom::track_fitting
