// A graph without the nodes that no edge touches.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace trackloom::gnn {

// Keeps the rows of `features` ([nodes, width]) that edges use, in their order, renumbers `source`
// and `target`, and returns how many are left. No score depends on the others, and after a filter,
// or in a second pass, they are most of an event. `row` is scratch.
std::int64_t keep_used_nodes(std::int64_t nodes, std::int64_t width, std::vector<float>& features,
                             std::span<std::int32_t> source, std::span<std::int32_t> target,
                             std::vector<std::int32_t>& row);

}  // namespace trackloom::gnn
