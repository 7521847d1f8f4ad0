// The searches of edges.hpp with AVX2: eight hits or eight triplets at a time. The same operations
// in the same order on every number, without fused ones, so that the results are the same bits.
#pragma once

#include "layer_map/edges.hpp"

namespace trackloom::layer_map {

// Whether this processor can run the functions below.
bool has_vector_search() noexcept;

// As find_doublets_plain, but for the order of the edges of one hit.
void find_doublets_vector(const LayerMap& map, const ByteTables& tables, const Steps& steps,
                          const HitGrid& grid, DoubletList& out);

// As best_triplets_plain.
void best_triplets_vector(const LayerMap& map, const ByteTables& tables, const Steps& steps,
                          const DoubletList& list, BestTriplets& best);

}  // namespace trackloom::layer_map
