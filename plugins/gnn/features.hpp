// What the network reads of an event, in its scales (docs/algorithms.md section 4).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "event_data/hits.hpp"
#include "gnn/architecture.hpp"

namespace trackloom::gnn {

// [hits, node_features]: r, phi, z and, for 5 features, the number of cells and their summed value,
// each divided by its scale. Throws std::runtime_error if cells are wanted and not present.
void node_features(const Hits& hits, const Cells* cells, const Architecture& architecture,
                   std::vector<float>& out);

// An angle in half-turns, in [-1, 1).
inline float wrap_half_turns(float phi) {
  // Differences of two angles in [-1, 1] half-turns lie in [-2, 2].
  return phi >= 1.0F ? phi - 2.0F : phi < -1.0F ? phi + 2.0F : phi;
}

// [edges, 6], from scaled node features of `width` columns, destination minus source: dr, dphi
// (wrapped), dz, deta, phislope = dphi / dr clamped to +-100 (0 if dr = 0), mean(r) phislope.
void edge_features(std::span<const float> nodes, std::int64_t width,
                   std::span<const std::int32_t> source, std::span<const std::int32_t> target,
                   std::vector<float>& out);

}  // namespace trackloom::gnn
