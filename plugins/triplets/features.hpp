// What the classifier sees of doublets and triplets.
//
// Nothing changes when an event is rotated in phi, mirrored in z or in phi (charge conjugation). In
// the formulas s = -1 where the z of the two outermost hits add up to less than 0, else 1;
// squash(x) = sign(x) ln(1 + |x|), clipped to +-10; R, Z, T are the architecture's scales (mm, mm,
// tesla). Hits are 1, 2(, 3) from inside out; d12 their distance across the beam.
//
// Doublet:
//   0-3  r1 / R, r2 / R, s z1 / Z, s z2 / Z
//   4    s (z2 - z1) / their distance in space, the cosine of the polar angle
//   5    squash(|k| / k1), k = 2 sin(phi2 - phi1) / d12: the curvature (1/mm) of the circle through
//        the beam line and both hits; k1 = 3e-4 T, that of a particle of 1 GeV: about 1 GeV / pT
//   6    squash(s z0 / 10 mm), z0 = z1 - r1 (z2 - z1) / (r2 - r1)
//   7    log odds of the edge's score, clipped to +-8, / 4
//   8    with cluster features: 1, and 9-14 ClusterMatch (event_data/cluster_shape.hpp) of the
//   edge;
//        all 0 for events without cells. The two values at the middle hit are how well the clusters
//        of a triplet agree.
// Triplet, with the circle through its three hits across the beam, K its signed curvature, p =
// k1 / |K| / sin(theta) GeV its momentum (at most 100), a12 and a23 the arcs between hits and
// c12 = (z2 - z1) / a12, c23 the slopes along them; theta from their mean slope, and
// t0 = 0.0136 / p sqrt(0.03), the angle (rad) of multiple scattering in 3 % of a radiation length:
//   0    squash(|K| / k1)
//   1    squash(10 (k23 - k12) / k1), signed as K: curvatures of the two doublets, as in 5
//   2    squash((k23 - k12) (d12 + d23) / 4 / t0 sin(theta)), signed as K: that difference as an
//        angle, in units of multiple scattering
//   3    squash(100 kink), kink = s (atan c23 - atan c12) in rad
//   4    squash(kink / sqrt(t0^2 + (1 mrad)^2))
//   5    squash(s dz), dz = z2 - (z1 a23 + z3 a12) / (a12 + a23) in mm: the residual in r-z of a
//   helix 6    squash(s dz sin(theta)^2 / (t0 a12 a23 / (a12 + a23))): the same, scaled by
//   scattering 7    squash(10 d0), d0 the circle's distance from the beam line, mm 8    squash(s z0
//   / 10 mm), z0 = z1 - a01 (c12 + c23) / 2, a01 the arc from the beam line's side 9    1 where
//   hits 1 and 3 are on one layer
// The curvature of a doublet needs the origin, that of a triplet does not: displaced particles
// differ in 1 and 7 and not in 5. Denominators are kept from 0 by 1e-3 mm.
#pragma once

#include <vector>

#include "event_data/cluster_shape.hpp"
#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/triplets.hpp"

namespace trackloom::triplets {

struct Architecture;

inline constexpr std::size_t plain_doublet_width = 8;
inline constexpr std::size_t cluster_width = 1 + ClusterMatch::width;
inline constexpr std::size_t triplet_width = 10;

// What an event gives; null where it does not have it.
struct EventView {
  const Hits& hits;
  const ClusterShapes* shapes;
  const DetectorRef* detector;
};

// [doublets, doublet_width]. Throws std::runtime_error if the products do not fit together.
void doublet_features(const EventView& event, const TripletGraph& graph,
                      const Architecture& architecture, std::vector<float>& out);
// [triplets, triplet_width].
void triplet_features(const Hits& hits, const TripletGraph& graph, const Architecture& architecture,
                      std::vector<float>& out);

}  // namespace trackloom::triplets
