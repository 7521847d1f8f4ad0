// A small barrel detector and particles that cross it, simulated as the fit assumes: planar modules
// around the beam line, a solenoid field, Gaussian multiple scattering in every module.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <random>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "track_fitting/kalman.hpp"

namespace trackloom::track_fitting {

struct ToyParticle {
  double vx = 0, vy = 0, vz = 0;    // mm
  double pt = 1, phi = 0, dip = 0;  // GeV, rad
  int charge = 1;
};

struct ToyDetector {
  static constexpr std::uint32_t sides = 24;  // modules around every layer
  std::vector<double> radii{32, 72, 116, 172, 260, 360, 500, 660, 820, 1020};
  FitModel model;
  DetectorRef detector;
  double pitch_u = 0.05, pitch_v = 0.1;  // mm

  ToyDetector() {
    model.passive_radius.clear();
    model.passive_thickness.clear();
    std::vector<Module> modules;
    for (std::uint32_t layer = 0; layer < radii.size(); ++layer) {
      for (std::uint32_t k = 0; k < sides; ++k) {
        const auto phi = static_cast<float>(2 * std::numbers::pi * k / sides);
        const auto r = static_cast<float>(radii[layer]);
        Module m;
        m.volume_id = 8;
        m.layer_id = layer;
        m.module_id = k;
        m.center = {r * std::cos(phi), r * std::sin(phi), 0};
        m.rotation = {-std::sin(phi), 0, std::cos(phi), std::cos(phi), 0, std::sin(phi), 0, 1, 0};
        m.thickness = 0.15F;
        m.min_half_u = m.max_half_u = r * std::tan(static_cast<float>(std::numbers::pi) / sides);
        m.half_v = 1500;
        m.pitch_u = static_cast<float>(pitch_u);
        m.pitch_v = static_cast<float>(pitch_v);
        modules.push_back(m);
      }
    }
    detector.detector = std::make_shared<const Detector>(std::move(modules));
  }

  static Helix helix(const ToyParticle& p) {
    Helix h;
    h.at = {p.vx, p.vy, p.vz};
    h.cos_phi = std::cos(p.phi);
    h.sin_phi = std::sin(p.phi);
    h.cos_dip = std::cos(p.dip);
    h.sin_dip = std::sin(p.dip);
    h.q_over_p = p.charge * h.cos_dip / p.pt;
    return h;
  }

  // Appends the particle's hits to `hits` and returns them; `random` none: no errors, no
  // scattering.
  std::vector<std::uint32_t> simulate(const ToyParticle& particle, Hits& hits,
                                      std::mt19937* random) const {
    const Geometry geometry(*detector, model);
    std::vector<std::uint32_t> track;
    Helix h = helix(particle);
    for (std::uint32_t layer = 0; layer < radii.size(); ++layer) {
      if (std::hypot(h.at.x, h.at.y) > radii[layer]) continue;
      double path = 1e9;
      std::uint32_t module = 0;
      for (std::uint32_t k = 0; k < sides; ++k) {
        const std::uint32_t m = layer * sides + k;
        const Plane& plane = geometry.plane(m);
        const double to = path_to_plane(h, h.turn(model.field), plane.origin(), plane.normal());
        if (!(to > 0) || to > path) continue;
        const Vector3 there = h.at + step(h, h.turn(model.field), to).shift;
        if (std::abs(dot(there - plane.origin(), plane.axis_u())) >
            detector->modules()[m].max_half_u) {
          continue;
        }
        path = to;
        module = m;
      }
      if (path > 1e8) break;  // turned round
      transport(h, model.field, path);
      const Plane& plane = geometry.plane(module);
      Vector3 at = h.at;
      if (random != nullptr) {
        std::uniform_real_distribution<double> half(-0.5, 0.5);
        at = at + pitch_u * half(*random) * plane.axis_u() +
             pitch_v * half(*random) * plane.axis_v();
        scatter(h, plane, *random);
      }
      track.push_back(add(hits, at, module));
    }
    return track;
  }

  std::uint32_t add(Hits& hits, const Vector3& at, std::uint32_t module) const {
    const auto row = static_cast<std::uint32_t>(hits.size());
    hits.resize(row + 1);
    hits.id[row] = row + 1;
    hits.x[row] = static_cast<float>(at.x);
    hits.y[row] = static_cast<float>(at.y);
    hits.z[row] = static_cast<float>(at.z);
    hits.r[row] = std::hypot(hits.x[row], hits.y[row]);
    hits.phi[row] = std::atan2(hits.y[row], hits.x[row]);
    hits.module[row] = module;
    hits.layer[row] = detector->layer_of(module);
    return row;
  }

 private:
  // Turns the direction by what the fit's own variances say.
  void scatter(Helix& h, const Plane& plane, std::mt19937& random) const {
    Helix blank = h;
    blank.covariance = {};
    pass_module(blank, model, plane.thickness, dot(h.direction(), plane.normal()), Way::outward);
    std::normal_distribution<double> normal(0, 1);
    const double phi =
        std::atan2(h.sin_phi, h.cos_phi) + std::sqrt(blank.covariance[2][2]) * normal(random);
    const double dip = std::asin(h.sin_dip) + std::sqrt(blank.covariance[3][3]) * normal(random);
    h.cos_phi = std::cos(phi), h.sin_phi = std::sin(phi);
    h.cos_dip = std::cos(dip), h.sin_dip = std::sin(dip);
  }
};

}  // namespace trackloom::track_fitting
