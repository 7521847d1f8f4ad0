// Fitted parameters of the tracks of an event.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "trackloom/product.hpp"

namespace trackloom {

// At the perigee, the point closest to the z axis, of the helix before all material.
struct Perigee {
  // d0 (mm): the point is (-d0 sin phi, d0 cos phi, z0). phi and theta of the direction there, rad;
  // q/p in 1/GeV.
  float d0 = 0, z0 = 0, phi = 0, theta = 0, q_over_p = 0;
  // Of (d0, z0, phi, theta, q/p): rows of the lower triangle, 00 10 11 20 21 22 ...
  std::array<float, 15> covariance{};

  float variance(int i) const noexcept {
    return covariance[static_cast<std::size_t>(i * (i + 3) / 2)];
  }
};

// One row per track of the TrackCandidates that they were fitted to. A track that could not be
// fitted (fewer than three hits, hits that no helix joins) has degrees 0 and an empty perigee.
struct TrackParameters {
  std::vector<Perigee> perigee;
  std::vector<float> chi2;
  std::vector<std::int32_t> degrees;  // of freedom of chi2

  std::size_t size() const noexcept { return perigee.size(); }
  bool fitted(std::size_t track) const noexcept { return degrees[track] > 0; }
  void clear() {
    perigee.clear();
    chi2.clear();
    degrees.clear();
  }
  void resize(std::size_t count) {
    perigee.resize(count);
    chi2.resize(count);
    degrees.resize(count);
  }
  std::size_t bytes() const noexcept {
    return size() * (sizeof(Perigee) + sizeof(float) + sizeof(std::int32_t));
  }
};

}  // namespace trackloom

TRACKLOOM_PRODUCT(trackloom::TrackParameters, "event_data.track_parameters", 1)
