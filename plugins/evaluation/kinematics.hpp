// Kinematics of a particle as the evaluation cuts on them.
#pragma once

#include <cmath>
#include <limits>

#include "event_data/truth.hpp"

namespace trackloom::evaluation {

// In double precision: a cut must not depend on the rounding of float arithmetic. GeV, mm; of a
// particle along the beam eta is infinite.
struct Kinematics {
  double pt, abs_eta, eta, radius;
  Kinematics(const Particles& p, std::size_t row)
      : pt(std::hypot(static_cast<double>(p.px[row]), static_cast<double>(p.py[row]))),
        abs_eta(std::numeric_limits<double>::infinity()),
        eta(std::numeric_limits<double>::infinity()),
        radius(std::hypot(static_cast<double>(p.vx[row]), static_cast<double>(p.vy[row]))) {
    if (pt > 0) {
      eta = std::asinh(p.pz[row] / pt);
      abs_eta = std::abs(eta);
    }
  }
};

}  // namespace trackloom::evaluation
