// Carries a track through the layers and picks up the hits that fit.
//
// One hit is taken per layer, the best, and with it the second one where modules overlap. To follow
// the second best, too, or a hole instead of a bad hit, and to decide by all the hits found in the
// end, changed no figure by more than 0.0005 on validation events.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "track_fitting/hit_search.hpp"
#include "track_fitting/track_fit.hpp"

namespace trackloom::track_fitting {

class Follower {
 public:
  // All are kept by reference.
  Follower(const Hits& hits, const Geometry& geometry, const FreeHits& grid,
           const SearchLimits& limits)
      : hits_(hits),
        geometry_(geometry),
        limits_(limits),
        search_(hits, geometry, grid, limits),
        fitter_(hits, geometry) {}

  // What is known of a track while it is followed.
  struct Path {
    Helix helix;
    std::uint32_t last = 0;              // the hit whose module the helix is on
    std::vector<std::uint32_t> modules;  // of all hits of the track: each gives one
    std::vector<std::uint32_t> found;    // in the order of the way
    double chi2 = 0;                     // of all hits taken in, and their number
    int hits = 0;
  };

  // Goes on from the last hit until the track leaves the detector or misses too many layers, and
  // replaces path.found. Takes hits with free[hit] != 0 only. Afterwards the helix is at the last
  // hit that was taken in.
  void follow(Path& path, Way way, std::span<const char> free) const;

  // Takes in the hits of `track` in the order of the way, which path.helix is in front of, and,
  // once `quiet` of them are in, free hits that fit on the way: between two hits on layers that the
  // track crosses there, and where modules overlap. path.found becomes the track with them. False
  // if the helix does not reach a hit.
  bool retrace(Path& path, std::span<const std::uint32_t> track, std::size_t quiet, Way way,
               std::span<const char> free) const;

  // Looks for a second hit on the layer of path.last, on which the helix is, where modules overlap.
  // Takes it in, appends it to path.found, and returns true if there is one.
  bool overlap(Path& path, Way way, std::span<const char> free) const;

 private:
  // Goes on through the layers before the one of `next`, and takes what it finds there.
  void bridge(Path& path, std::uint32_t next, Way way, std::span<const char> free) const;

  // Takes the hit in; false, and nothing changed, if it does not fit after all.
  bool take(Path& path, std::uint32_t hit) const;

  const Hits& hits_;
  const Geometry& geometry_;
  const SearchLimits& limits_;
  HitSearch search_;
  TrackFitter fitter_;
};

}  // namespace trackloom::track_fitting
