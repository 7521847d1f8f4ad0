// The Hough accumulator's weight of an edge (Exa.TrkX, Eur. Phys. J. C 81, 876, section 5.4): how
// many edges of the graph vote for the same track.
#pragma once

#include <cstddef>
#include <cstdint>

namespace trackloom::gnn {

// Every edge votes for the cell of its four Hough parameters (features.hpp: theta, z0, phi0, k, at
// out[edge * stride] and the three columns after it): cells of 0.02 half-turns, 0.02 in z0, 0.005
// half-turns, 0.25 in k (in the node scales; not tuned). Writes log(votes of the edge's cell, its
// own too) / 4 to the column after them. What an edge gets depends on the edges that come with it:
// a wedge in training has fewer at its borders than the whole graph. Sorts all cells: 25 ns per
// edge and more.
void hough_weight(std::size_t edges, std::size_t stride, float* out);

}  // namespace trackloom::gnn
