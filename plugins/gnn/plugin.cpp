#include "trackloom/plugin.hpp"

#include "gnn/interaction_network_stage.hpp"

TRACKLOOM_PLUGIN("gnn", "2.0",
                 trackloom::stage<trackloom::gnn::InteractionNetworkStage>("interaction_network"))
