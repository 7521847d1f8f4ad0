// What the cells of a hit say about the direction of its track, and how well that agrees with an
// edge.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "event_data/cluster_match.hpp"
#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "trackloom/product.hpp"

namespace trackloom {

// One row per hit when present, empty for events without cells.
struct ClusterShapes {
  bool present = false;
  std::vector<float> cells_u, cells_v;  // channels that the cluster spans along u and v, >= 1
  std::vector<float> charge;            // sum of the cells' values

  void clear();
  std::size_t size() const noexcept { return charge.size(); }
  std::size_t bytes() const noexcept { return 3 * size() * sizeof(float); }
  // From the cells of an event; not present if they are not. A hit without cells has zeros.
  void fill(const Cells& cells);
};

// For an edge (a, b), at each end: does the cluster look like a track in the edge's direction?
//
// The direction is the tangent of the circle through the beam line and both hits: the chord, turned
// by the difference in phi backwards at the inner hit and forwards at the outer one. In the
// module's frame it is (lu, lv, lw); silicon of the thickness T (module_t of the detector file) is
// crossed over T lu / lw and T lv / lw, along a path of T / |lw|. Per end:
//   0, 1: channels beyond the first minus those expected, along u and v, clipped to +-5, halved
//   2: charge over expected path minus 1, clipped to +-1, times 4: the sum of the values is taken
//      to be the path in mm, as in the simulation's and TrackML's events
// |lw| is taken as at least 0.05. Invariant under rotations, mirrors and charge conjugation.
class ClusterMatch {
 public:
  static constexpr std::size_t width = 6;  // three of a, three of b

  // All are kept by reference; shapes must be present and fit the hits.
  ClusterMatch(const Hits& hits, const ClusterShapes& shapes, const Detector& detector)
      : hits_(hits), shapes_(shapes), detector_(detector) {}

  void operator()(std::uint32_t a, std::uint32_t b, float* out) const;

 private:
  void end(std::uint32_t hit, const Direction& direction, float* out) const;

  const Hits& hits_;
  const ClusterShapes& shapes_;
  const Detector& detector_;
};

}  // namespace trackloom

TRACKLOOM_PRODUCT(trackloom::ClusterShapes, "event_data.cluster_shapes", 1)
