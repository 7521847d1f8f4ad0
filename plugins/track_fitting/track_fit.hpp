// The Kalman fit of one track.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "event_data/hits.hpp"
#include "track_fitting/geometry.hpp"
#include "track_fitting/helix.hpp"
#include "track_fitting/kalman.hpp"

namespace trackloom::track_fitting {

struct FittedTrack {
  Helix helix;      // at the last hit that the filter took, that hit included
  double chi2 = 0;  // of the predictions, two degrees of freedom per hit
  int hits = 0;     // taken
  int degrees() const noexcept { return 2 * hits - 5; }
};

Vector3 position(const Hits& hits, std::uint32_t hit) noexcept;

class TrackFitter {
 public:
  // Both are kept by reference.
  TrackFitter(const Hits& hits, const Geometry& geometry) : hits_(hits), geometry_(geometry) {}

  // Takes in `track`, in the order given, from `start`, which is at its first hit or near it.
  // `way` says whether the order follows the particle or comes back. None where the helix does not
  // reach the module of a hit. `chi2s`, if not empty, has one entry per hit and receives each hit's
  // chi2; infinity from the hit on that was not reached.
  std::optional<FittedTrack> filter(const Helix& start, std::span<const std::uint32_t> track,
                                    Way way, std::span<double> chi2s = {}) const;

  // Carries the helix to the hit's module and takes the hit in; the chi2, or NaN.
  double add(Helix& helix, std::uint32_t hit) const;
  // The material of the module of `hit`, on which the helix is. It counts for every hit, also where
  // a track has two on a layer, although the simulation scatters once per layer: that makes up for
  // the tails of scattering, and counting it once gave worse residuals below 0.3 GeV.
  void leave(Helix& helix, std::uint32_t hit, Way way) const;

  // Fit of three hits or more from the first to the last.
  std::optional<FittedTrack> outward(std::span<const std::uint32_t> track,
                                     std::span<double> chi2s = {}) const;
  // The same from the last to the first, for a track whose hits may not belong together.
  std::optional<FittedTrack> backward(std::span<const std::uint32_t> track,
                                      std::span<double> chi2s = {}) const;
  // After outward(), from the last to the first, starting from the first result with its errors
  // forgotten.
  std::optional<FittedTrack> inward(const FittedTrack& outward,
                                    std::span<const std::uint32_t> track,
                                    std::span<double> chi2s = {}) const;

 private:
  const Hits& hits_;
  const Geometry& geometry_;
};

}  // namespace trackloom::track_fitting
