#include "trackloom/plugin.hpp"

#include "module_map/build_graph.hpp"
#include "module_map/learn.hpp"

using namespace trackloom::module_map;

TRACKLOOM_PLUGIN("module_map", "1.0", trackloom::stage<BuildGraph>("build_graph"),
                 trackloom::stage<Learn>("learn"))
