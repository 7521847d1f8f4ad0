// Places the nodes of a small directed acyclic graph in layers from top to bottom.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

struct LayoutNode {
  double width = 0, height = 0;
  double x = 0, y = 0;  // of the centre; filled by the layout
  std::size_t layer = 0;
};

// From one node to another; parallel edges are allowed.
struct LayoutEdge {
  std::size_t from = 0, to = 0;
  // Filled by the layout: from the lower side of `from` to the upper side of `to`, one point more
  // for every layer in between.
  std::vector<std::pair<double, double>> points;
};

struct LayoutGaps {
  double between_nodes = 24;
  double between_layers = 46;
};

// Nodes are in topological order: edges go from smaller to larger indices (throws
// std::invalid_argument otherwise). All coordinates are >= 0. Returns the drawing's width and
// height.
std::pair<double, double> layered_layout(std::vector<LayoutNode>& nodes,
                                         std::vector<LayoutEdge>& edges,
                                         const LayoutGaps& gaps = {});
