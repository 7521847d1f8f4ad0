#include "trackloom/plugin.hpp"

#include "layer_map/build_graph.hpp"
#include "layer_map/learn.hpp"

TRACKLOOM_PLUGIN("layer_map", "1.0",
                 trackloom::stage<trackloom::layer_map::BuildGraph>("build_graph"),
                 trackloom::stage<trackloom::layer_map::Learn>("learn"))
