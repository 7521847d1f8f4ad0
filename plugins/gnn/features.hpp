// What the network reads of an event, in its scales (docs/algorithms.md section 4).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "event_data/cluster_shape.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "gnn/architecture.hpp"
#include "gnn/feature_values.hpp"

namespace trackloom::gnn {

// Products of one event, kept by reference; null: the pipeline has none.
struct EventInput {
  const Hits& hits;
  const Cells* cells = nullptr;
  const ClusterShapes* shapes = nullptr;
  const DetectorRef* detector = nullptr;
  const EdgeScores* prior = nullptr;  // of the graph's edges
};

// [hits, node_width]: r, phi, z; for 5 node features the number of cells and their summed value;
// each divided by its scale. With cluster features then: 1 if the event has cells, cells along u
// and v / 5, charge. Throws std::runtime_error if cells are wanted and not present, or the pipeline
// makes no cluster shapes.
void node_features(const EventInput& event, const Architecture& architecture,
                   std::vector<float>& out);

// The ends of the graph's edges, for networks, whose indices are signed. Throws std::runtime_error
// if the graph is not one of `hits` hits.
void signed_edges(const HitGraph& graph, std::size_t hits, std::vector<std::int32_t>& source,
                  std::vector<std::int32_t>& target);

// The first six columns of [edges, stride], from scaled node features of `width` columns,
// destination minus source: dr, dphi (wrapped), dz, deta, phislope = dphi / dr clamped to +-100 (0
// if dr = 0), mean(r) phislope. `out` has edges x stride floats.
void edge_features(std::span<const float> nodes, std::int64_t width,
                   std::span<const std::int32_t> source, std::span<const std::int32_t> target,
                   std::size_t stride, std::span<float> out);

// The first edge_features columns of [edges, stride]: none, the six above, or 10, the six and the
// pair's Hough parameters (ExaTrkX section 5.4), in units of the node scales and in +-10:
//   theta = atan2(dr, dz) (half-turns) and z0 = z_s - r_s dz / dr (0 if dr = 0) of the straight
//   line in r-z; phi0 = phi_s - asin(k r_s / 2), in [-pi, pi), and k = 2 sin(dphi) / d (0 if d = 0)
//   of the circle in x-y through both hits and the beam axis: its direction there and its signed
//   curvature; d is the hits' distance in x-y;
// or 11, these and the pair's weight in the Hough accumulator (hough_weight.hpp).
void pair_features(std::span<const float> nodes, const Architecture& architecture,
                   std::span<const std::int32_t> source, std::span<const std::int32_t> target,
                   std::size_t stride, std::span<float> out);

// The columns after those: ClusterMatch of every edge (zeros if the event has no cells), then a
// quarter of the log odds of its prior score, which is taken to be in [1e-4, 1 - 1e-4]. Writes them
// to out[edge * stride]. They do not change under rotation, mirror and charge conjugation. Throws
// std::runtime_error if something that the architecture wants is not there or does not fit.
void extra_features(const EventInput& event, const HitGraph& graph,
                    const Architecture& architecture, std::size_t stride, float* out);

}  // namespace trackloom::gnn
