// Which layer a track crosses next.
#pragma once

#include <cstdint>
#include <optional>

#include "track_fitting/geometry.hpp"
#include "track_fitting/helix.hpp"
#include "track_fitting/kalman.hpp"

namespace trackloom::track_fitting {

struct Crossing {
  std::uint32_t layer = 0;
  double path = 0;   // mm, negative inward
  double along = 0;  // z on a barrel layer, r on a disc
};

// The layer, other than `current`, whose surface the helix crosses first on its way; within
// `margin` of the layer's extent. None if it leaves the detector or turns round before.
std::optional<Crossing> next_layer(const Helix& helix, const Geometry& geometry,
                                   std::uint32_t current, Way way, double margin) noexcept;

}  // namespace trackloom::track_fitting
