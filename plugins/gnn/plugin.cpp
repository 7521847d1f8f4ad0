#include "trackloom/plugin.hpp"

#include "gnn/interaction_network_stage.hpp"
#include "gnn/torchscript_stage.hpp"
#include "gnn/train_stage.hpp"

TRACKLOOM_PLUGIN(
    "gnn", "1.1", trackloom::stage<trackloom::gnn::InteractionNetworkStage>("interaction_network"),
    trackloom::stage<trackloom::gnn::TorchScriptStage>("torchscript"),
    trackloom::stage<trackloom::gnn::TrainInteractionNetwork>("train_interaction_network"))
