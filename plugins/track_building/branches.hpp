#pragma once

#include <vector>

#include "track_building/subgraph.hpp"

namespace trackloom::track_building {

// 1 for every node of a weak component in which some node has two edges in or two edges out.
std::vector<char> branched_components(const Subgraph& graph);

}  // namespace trackloom::track_building
