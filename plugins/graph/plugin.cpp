#include "trackloom/plugin.hpp"

#include "graph/cut.hpp"
#include "graph/perfect.hpp"

TRACKLOOM_PLUGIN("graph", "1.0", trackloom::stage<trackloom::graph::Cut>("cut"),
                 trackloom::stage<trackloom::graph::Perfect>("perfect"))
