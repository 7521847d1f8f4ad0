#include "trackloom/plugin.hpp"

#include "features/cluster_shapes.hpp"

TRACKLOOM_PLUGIN("features", "1.0",
                 trackloom::stage<trackloom::features::ClusterShapesStage>("cluster_shapes"))
