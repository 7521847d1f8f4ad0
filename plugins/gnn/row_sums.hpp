// Sums of edge rows at nodes, and the gather that is their transpose. Rows are `width` floats; one
// thread, edges in ascending order, so that sums do not depend on anything but the inputs.
#pragma once

#include <cstdint>
#include <span>

namespace trackloom::gnn {

// outgoing[source[i]] += rows[i]; incoming[target[i]] += rows[i]. Both [nodes, width], not cleared.
void sum_at_nodes(std::span<const std::int32_t> source, std::span<const std::int32_t> target,
                  std::int64_t width, const float* rows, float* outgoing, float* incoming);

// rows[i] = outgoing[source[i]] + incoming[target[i]].
void gather_at_edges(std::span<const std::int32_t> source, std::span<const std::int32_t> target,
                     std::int64_t width, const float* outgoing, const float* incoming, float* rows);

// sums[target[i]] += weight[i] x[source[i]]; sums[source[i]] += weight[i] x[target[i]]. x and sums
// are [nodes, width] and do not overlap; sums is not cleared.
void sum_of_neighbours(std::span<const std::int32_t> source, std::span<const std::int32_t> target,
                       std::int64_t width, const float* x, const float* weight, float* sums);

// products[i] = x[source[i]] . y[target[i]] + x[target[i]] . y[source[i]]. `width` is a multiple of
// 8.
void multiply_at_edges(std::span<const std::int32_t> source, std::span<const std::int32_t> target,
                       std::int64_t width, const float* x, const float* y, float* products);

}  // namespace trackloom::gnn
