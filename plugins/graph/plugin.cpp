#include "trackloom/plugin.hpp"

#include "graph/cut.hpp"

TRACKLOOM_PLUGIN("graph", "1.0", trackloom::stage<trackloom::graph::Cut>("cut"))
