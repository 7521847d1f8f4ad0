// What the embedding reads of a hit (docs/algorithms.md section 4), in the scales of its weight
// file.
#pragma once

#include <cstdint>
#include <vector>

#include "event_data/cluster_shape.hpp"
#include "event_data/detector.hpp"
#include "event_data/hits.hpp"

namespace trackloom::metric_learning {

struct Architecture;
struct RowLayout;

// Where the features are in a row. All are even or odd under the mirrors z -> -z and phi -> -phi,
// and all but the cosine and sine stay the same when the event is turned about the beam.
//
// Cluster features: 1 if the event has cells; cells along u and v (at most 20); charge (0 to 4);
// and the direction of the cluster (lu, lv, lw) = (cells_u pitch_u, cells_v pitch_v, thickness),
// the thickness being what ClusterMatch takes, as
//   leta = asinh(lw / hypot(lu, lv)), lphi = atan2(lv, lu) in the module's frame, both positive;
//   geta, gphi: eta and phi of the direction turned by the module's rotation; phi relative to the
//   hit's, in half-turns. Cells know no signs: each component gets that of the line from the origin
//   to the hit. other_gphi is gphi with the sign of lu turned, which a track bent the other way
//   has.
// Hits of an event without cells have zeros.
struct NodeColumns {
  static constexpr std::int64_t r = 0, z = 1, eta = 2;
  static constexpr std::int64_t cells = 3;  // the first of the cluster features
  static constexpr std::int64_t cluster_width = 9;
  static constexpr std::int64_t geta = 9, gphi = 10, other_gphi = 11;
  std::int64_t cos_phi = -1, sin_phi = -1;  // -1: there are none
  std::int64_t width = 3;

  NodeColumns(bool cluster_features, bool phi_features) : width(cluster_features ? 12 : 3) {
    if (!phi_features) return;
    cos_phi = width++;
    sin_phi = width++;
  }
};

// [hits, input_width]. Throws std::runtime_error if the architecture wants cluster features and
// `shapes` or `detector` is null or does not fit the hits.
void node_features(const Hits& hits, const ClusterShapes* shapes, const DetectorRef* detector,
                   const Architecture& architecture, std::vector<float>& out);

// For feature_values.hpp, of an event with cells.
RowLayout row_layout(const Architecture& architecture);

}  // namespace trackloom::metric_learning
